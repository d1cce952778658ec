/** Gateway alerts about what lies in a drop folder and is no file: one for each, up to a few. */
import { oddCode, type OddEntry, oddInWords } from '../intake/index.ts';
import { type Trouble, trouble } from './gateway-alert.ts';

/** Ours: whoever drops a thousand links is told of once. */
const eachUpTo = 10;

export function oddTroubles(odd: readonly OddEntry[]): Trouble[] {
  const troubles = odd.slice(0, eachUpTo).flatMap((entry) => {
    const code = oddCode(entry);
    // Not used is no trouble: the list of files tells it.
    if (code === 'REFERENCE_NOT_USED') return [];
    return [trouble(code, `${entry.folder}/${entry.name}`, oddInWords(entry))];
  });
  if (odd.length <= eachUpTo) return troubles;
  const more = `${odd.length - eachUpTo} more entries are no files: pawl find and the list of files name them`;
  return [...troubles, trouble('ENTRY_LEFT', '', more)];
}
