/**
 * The life of one check under one option, in simulated time: whatever comes is a file, read by the
 * codec and folded by the process as the gateway does it, without folders and store. Memory and work
 * are those of one MPAN. `test/compare/real-path.test.ts` drops the same files into a real engine and
 * compares checks and alerts to the last one.
 */
import assert from 'node:assert/strict';
import type { Instant } from '../calendar/index.ts';
import { parseDipFile, shippedDip } from '../dip/index.ts';
import { parseFlowFile } from '../flow/index.ts';
import { type DropFolder, flowEvents, operatorEvent } from '../gateway/index.ts';
import { csvEvents, csvHeaderOf, dipEvents, isTakenMessage, rowOf } from '../intake/index.ts';
import {
  alertChanges,
  type Decision,
  emptyState,
  foldAll,
  foldMore,
  type MpanState,
  nextWakeOf,
  openStage,
  type ProcessEvent,
  type RaisedAlert,
} from '../process/index.ts';
import type { PlayedOption } from './ground.ts';
import type { Behaviour } from './parameters.ts';
import { type CheckActs, planOf } from './plan.ts';
import type { Home } from './portfolio.ts';

/** What somebody did, for whoever does it once more through a real gateway. */
export type Told =
  | {
      readonly at: Instant;
      readonly into: DropFolder;
      readonly name: string;
      readonly text: string;
    }
  | { readonly at: Instant; readonly mpan: string; readonly decision: Decision };

export interface PlayedCheck {
  readonly home: Home;
  readonly state: MpanState;
  readonly alerts: readonly RaisedAlert[];
  /** Flows between Supplier and Meter Operator. */
  readonly flows: number;
  readonly visits: number;
  /** When the old meter was taken away. */
  readonly replacedOn: string | null;
}

/** Who decides and why, in the journal. */
export const supplierActs = { who: 'supplier', reason: 'asked by telephone' };

const notificationColumns = [
  'mpan',
  'notifiedOn',
  'source',
  'reference',
  'meterId',
  'meterRegisterId',
  'ssc',
  'meterOperator',
  'addressLine1',
  'postcode',
];

/** Follows a check from its notification until it is closed, or to its last day. */
export function livedOf(
  ground: PlayedOption,
  behaviour: Behaviour,
  home: Home,
  options: { readonly until?: Instant; readonly tell?: (told: Told) => void } = {},
): PlayedCheck {
  const { config, rules, alertRules, clock, days } = ground;
  const { mpan } = home;
  const until =
    options.until ??
    days.instantAt(days.after(home.notifiedOn, behaviour.horizonWorkingDays), '2359');
  let state = emptyState(mpan);
  const journal: ProcessEvent[] = [];
  const raised: RaisedAlert[] = [];

  const look = (): void => {
    const now = clock.now();
    const { raise, retract, restore } = alertChanges(rules, alertRules, state, raised, now);
    // All that comes is as new as the clock, and only late news takes an alert back.
    assert(retract.length + restore.length === 0, 'late news in a comparison');
    for (const alert of raise) raised.push({ ...alert, at: now, retracted: false });
  };
  const hear = (events: readonly ProcessEvent[]): void => {
    const now = clock.now();
    journal.push(...events);
    ({ state } = foldMore(rules, state, events, now) ?? foldAll(rules, mpan, journal, now));
    look();
  };
  const deeds: CheckActs = {
    state: () => state,
    drop: (into, name, text) => {
      const at = clock.now();
      options.tell?.({ at, into, name, text });
      const arrival = { config, receivedAt: at, file: name, folder: into };
      if (name.endsWith('.json')) {
        const how = { limits: config.limits, zone: config.headerTimeZone };
        const { messages } = parseDipFile(shippedDip(), text, how);
        const roleOf = rules.roles.roleOfDip;
        hear(messages.filter(isTakenMessage).flatMap((one) => dipEvents(arrival, roleOf, one)));
        return;
      }
      const { file } = parseFlowFile(rules.catalogue, text, config.limits);
      if (file === null) throw new Error(`${name} is no flow file`);
      const taken = file.instances.filter(({ accepted }) => accepted);
      hear(flowEvents(rules, arrival, file.envelope, taken, ''));
    },
    decide: (decision) => {
      options.tell?.({ at: clock.now(), mpan, decision });
      hear([operatorEvent(ground, mpan, { name: 'decide', decision }, supplierActs)]);
    },
  };

  clock.set(days.instantAt(home.notifiedOn, '0900'));
  const cells = notificationCells(home);
  const name = `notifications-${home.number}.csv`;
  options.tell?.({
    at: clock.now(),
    into: 'inbox',
    name,
    text: `${notificationColumns.join(',')}\r\n${cells.join(',')}\r\n`,
  });
  hear(notificationEvents(ground, name, cells));

  const plan = planOf(ground, behaviour, home, deeds);
  for (;;) {
    const [check] = state.checks;
    const stage = check === undefined ? undefined : openStage(check);
    if (check === undefined || stage === undefined) break;
    const now = clock.now();
    if (state.waitingUntil !== null && state.waitingUntil <= now) {
      ({ state } = foldAll(rules, mpan, journal, now));
      look();
      continue;
    }
    const next = plan.next(check, stage);
    const wake = nextWakeOf(rules, alertRules, state, now);
    const isNext = next !== null && (wake === null || next.at <= wake);
    const at = isNext ? next.at : wake;
    if (at === null || at > until) break;
    clock.set(at);
    if (isNext) next.act();
    else if (state.waitingUntil === null || state.waitingUntil > at) look();
  }
  const { flows, visits, replacedOn } = plan.done();
  return { home, state, alerts: raised, flows, visits, replacedOn };
}

const notificationCells = (home: Home): readonly string[] => [
  home.mpan,
  home.notifiedOn,
  'installer',
  `R${home.number}`,
  home.meterId,
  '01',
  '0393',
  home.meterOperator.mpid,
  '1 High Street',
  'ZZ1 1ZZ',
];

function notificationEvents(
  { config, clock }: PlayedOption,
  name: string,
  cells: readonly string[],
): readonly ProcessEvent[] {
  const header = csvHeaderOf(notificationColumns, []);
  const read = 'header' in header ? rowOf(header.header, cells, 2) : { findings: [] };
  if (!('row' in read)) throw new Error('the row of a notification is at fault');
  return csvEvents({ config, receivedAt: clock.now(), file: name }, read.row);
}
