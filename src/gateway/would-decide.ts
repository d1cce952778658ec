/** What a decision would do, without doing it: for whoever looks through many of them first. */
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { foldAll, outcomeOf, type SettlingAction, stateOf } from '../process/index.ts';
import { type Act, settlingEvent } from './act.ts';
import { type Meant, meantBy } from './commands.ts';
import type { Gateway } from './gateway.ts';
import { newsSince, refuseMovedOn } from './moved-on.ts';

interface Would {
  readonly means: Meant;
  /** The number of the last entry about the MPAN: what whoever looks at this has seen. */
  readonly revision: number;
  /** Where the newest check stands, and where it would. */
  readonly from: string;
  readonly to: string;
}

/** Throws as the decision would: NOT_FOUND, MOVED_ON, NOT_POSSIBLE. */
export async function wouldDecide(
  gateway: Gateway,
  mpan: string,
  action: Extract<SettlingAction, { name: 'decide' }>,
  act: Act,
  revision: number | null,
): Promise<Would> {
  const { store, rules, clock } = gateway;
  const stored = (await store.loadMpans([mpan])).get(mpan);
  const before = stored?.state.checks.at(-1);
  if (stored === undefined || before === undefined) {
    throw new EngineError('NOT_FOUND', `no check of MPAN ${mpan} is known`, 'look at its digits');
  }
  refuseMovedOn(gateway, mpan, await newsSince(store, mpan, revision));
  const seen = { from: inWords(before), revision: await store.journalNumber(mpan) };
  const event = settlingEvent(gateway, mpan, stored.state, action, act);
  if (event.action.name === 'propose') return { ...seen, means: 'proposed', to: seen.from };
  const told = [...(await store.journalOf(mpan)), event];
  const { state, readings } = foldAll(rules, mpan, told, clock.now());
  const means = meantBy(readings.find((one) => one.event.key === event.key)?.means);
  const after = state.checks.at(-1);
  return { ...seen, means, to: after === undefined ? seen.from : inWords(after) };
}

const inWords = (check: Parameters<typeof stateOf>[0]): string =>
  outcomeOf(check) ?? stateOf(check);

/** The last entry about an MPAN that was there at an instant. */
export async function revisionAt({ store }: Gateway, mpan: string, at: Instant): Promise<number> {
  let seen = 0;
  for await (const { seq, receivedAt } of store.chain(mpan)) {
    if (receivedAt > at) break;
    seen = seq;
  }
  return seen;
}
