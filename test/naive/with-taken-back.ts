/** Acts of people taken back, put into a history that may have some: sooner or later, in any order. */
import { toldAs } from './as-events.ts';
import { chanceOf, type RandomHistory } from './random-history.ts';

const textOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export function withTakenBack(history: RandomHistory, seed: number): RandomHistory {
  const { next, onceIn } = chanceOf(seed ^ 0xbac4);
  const told = [...history.told];
  const arrivals = [...history.arrivals];
  for (const { fact, event } of history.told) {
    if (event.kind !== 'operator' || onceIn(2)) continue;
    // What is still to come is for Pawl alone to wait for.
    const left = Date.parse(history.asOf) - Date.parse(fact.came);
    const at = textOf(Date.parse(fact.came) + Math.floor(next() * left));
    const telling = { at, came: at, sender: '', number: 0, profile: history.option };
    arrivals.splice(Math.floor(next() * (arrivals.length + 1)), 0, [told.length]);
    told.push(toldAs({ kind: 'takeBack', of: fact.key }, telling, event));
  }
  return { ...history, told, arrivals };
}
