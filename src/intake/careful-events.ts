/**
 * The events of a file, made so that a fault in those of one MPAN costs no other. What can be made
 * is committed; the MPAN is held, and the file stays where it is and is tried again, because what it
 * says of that MPAN is nowhere else yet. What has been taken of it counts once.
 */
import { isBug } from '../bug.ts';
import { faultPoint } from '../fault-point.ts';
import type { Envelope } from '../flow/index.ts';
import { type Fault, faultOf, type ProcessEvent } from '../process/index.ts';
import type { CsvRow } from './csv-rows.ts';
import {
  type Arrival,
  flowEvents,
  type Gateway,
  hold,
  type TakenInstance,
} from '../gateway/index.ts';
import { csvEvents } from './csv-events.ts';
import { dipEvents, type TakenMessage } from './dip-events.ts';

/** MPANs of which a file says something that no event could be made of. */
export type HeldMpans = Map<string, Fault>;

export function carefulFlowEvents(
  gateway: Gateway,
  held: HeldMpans,
  arrival: Arrival,
  envelope: Envelope,
  instances: readonly TakenInstance[],
  correction: string,
): ProcessEvent[] {
  const byMpan = Map.groupBy(instances, ({ mpan }) => mpan);
  return [...byMpan].flatMap(([mpan, own]) =>
    orHeld(gateway, held, mpan, () =>
      flowEvents(gateway.rules, arrival, envelope, own, correction),
    ),
  );
}

export const carefulCsvEvents = (
  gateway: Gateway,
  held: HeldMpans,
  arrival: Arrival,
  row: CsvRow,
): readonly ProcessEvent[] => orHeld(gateway, held, row.mpan, () => csvEvents(arrival, row));

export const carefulDipEvents = (
  gateway: Gateway,
  held: HeldMpans,
  arrival: Arrival,
  message: TakenMessage,
): readonly ProcessEvent[] =>
  orHeld(gateway, held, message.mpan, () =>
    dipEvents(arrival, gateway.rules.roles.roleOfDip, message),
  );

function orHeld(
  { clock, log }: Gateway,
  held: HeldMpans,
  mpan: string,
  make: () => readonly ProcessEvent[],
): readonly ProcessEvent[] {
  try {
    faultPoint('events', mpan);
    return make();
  } catch (error) {
    if (!isBug(error)) throw error;
    const fault = faultOf('events', error, clock.now());
    log.error({ mpan, trace: fault.trace }, 'an MPAN is held by a fault');
    held.set(mpan, fault);
    return [];
  }
}

/** Holds them, and lets their file be left where it is; all else of it is committed by now. */
export async function holdAll(gateway: Gateway, held: HeldMpans): Promise<void> {
  if (held.size === 0) return;
  for (const [mpan, fault] of held) await hold(gateway, mpan, fault);
  throw new Error(`no events could be made of what it says of ${held.size} MPANs`);
}
