/** Gateway alerts about what was made anew: one for each MPAN, up to a few, until the next start. */
import type { Mender } from '../keeping/index.ts';
import { type Trouble, trouble } from './gateway-alert.ts';

/** Ours: all of them stand in the log. */
const namedMax = 20;

export function mendedTroubles(mended: ReturnType<Mender['mended']>): Trouble[] {
  const named = mended
    .slice(0, namedMax)
    .map(({ about, says }) =>
      trouble('DERIVED_MENDED', about, `${nameOf(about)} was rebuilt from the journal: ${says}`),
    );
  if (mended.length <= namedMax) return named;
  return [...named, trouble('DERIVED_MENDED', '', 'more MPANs were rebuilt: the log names them')];
}

const nameOf = (about: string): string => (/^\d/.test(about) ? `MPAN ${about}` : about);
