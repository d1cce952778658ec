/** The roles under which a Meter Operator acts in a history: one all along, or another in each flow. */
import type { Told } from './as-events.ts';
import type { Fact } from './facts.ts';
import { chanceOf, type RandomHistory } from './random-history.ts';

const letters = { MOP: 'M', SMEM: 'S', AMEM: 'T', nobody: 'Q' } as const;
type Role = NonNullable<Fact['role']>;

/** As it is in every second history; in the others each flow of the Meter Operator has a role. */
export function withRoles(history: RandomHistory, seed: number): RandomHistory {
  const { oneOf, onceIn } = chanceOf(seed ^ 0x5eed);
  if (onceIn(2)) return history;
  const usual = oneOf<Role>(['MOP', 'SMEM', 'AMEM']);
  const told = history.told.map((one) =>
    one.fact.what.kind.startsWith('D0')
      ? under(one, onceIn(3) ? oneOf<Role>(['MOP', 'SMEM', 'AMEM', 'nobody']) : usual)
      : one,
  );
  return { ...history, told };
}

function under({ fact, event }: Told, role: Role): Told {
  if (event.kind !== 'flow') return { fact, event };
  const side = event.fromRole === 'M' ? 'fromRole' : 'toRole';
  return { fact: { ...fact, role }, event: { ...event, [side]: letters[role] } };
}
