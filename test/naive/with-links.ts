/** Linked export MPANs and D0151s of ours, put into a history that has none: in every place, in any order. */
import { toldAs } from './as-events.ts';
import type { What } from './facts.ts';
import { chanceOf, type RandomHistory } from './random-history.ts';

const begins = Date.parse('2026-08-02T23:00:00Z');
const day = 86_400_000;
const textOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export function withLinks(history: RandomHistory, seed: number): RandomHistory {
  const { next, oneOf, onceIn } = chanceOf(seed ^ 0x11bed);
  const told = [...history.told];
  const arrivals = [...history.arrivals];
  // What is still to come is for Pawl alone to wait for.
  const days = Math.floor((Date.parse(history.asOf) - begins) / day);
  for (let some = 1 + Math.floor(next() * 3); some > 0; some -= 1) {
    const number = Math.floor(next() * days);
    const at = textOf(begins + number * day);
    const since = onceIn(3) ? textOf(begins + Math.floor(next() * number) * day) : null;
    const what = oneOf<What>([
      { kind: 'linkedExport' },
      { kind: 'linkedExport' },
      { kind: 'terminated', party: oneOf(['MOPX', 'MOPX', 'MOPY']), since },
    ]);
    const one = toldAs(what, { at, came: at, sender: '', number: 0, profile: history.option });
    if (told.some(({ fact }) => fact.key === one.fact.key)) continue;
    arrivals.splice(Math.floor(next() * (arrivals.length + 1)), 0, [told.length]);
    told.push(one);
  }
  return { ...history, told, arrivals };
}
