/**
 * `pawl health`: how the deadlines stand, what waits longest for a person, what became due while no
 * gateway was at work, and whether the gateway's surroundings bear its work. Ends with 1 where
 * somebody should look after the machine, so that a watchdog can go by it.
 */
import type { Gateway } from '../gateway/index.ts';
import {
  type DeadlineHealth,
  type Down,
  deadlineHealthOf,
  type GatewayAlertCode,
  gatewayAlertCodes,
  lookout,
  type OverdueOf,
  storedEpisodes,
  surroundingsOf,
  totalOf,
} from '../health/index.ts';
import { aliveNote } from '../alive.ts';
import { usage } from './failure.ts';
import { count, dateInWords, instantInWords, roleInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

interface HealthOptions {
  readonly workspace?: string;
  readonly within?: string;
  readonly json?: boolean;
}

/** A gateway alert as it stands now; `since` is null where only this look found it. */
interface Standing {
  readonly code: GatewayAlertCode;
  readonly since: string | null;
  readonly detail: string;
  readonly next: string;
}

interface Health extends DeadlineHealth {
  readonly status: 'ok' | 'troubled' | 'notAlive';
  readonly at: string;
  readonly aliveAt: string | null;
  readonly gateway: readonly Standing[];
}

export async function health(options: HealthOptions): Promise<number> {
  const minutes = Number(options.within ?? '5');
  if (!(minutes > 0)) throw usage('--within takes a number of minutes', 'such as --within 30');
  const found = await atDesk(options.workspace, async (gateway) => {
    const all = await healthAt(gateway, minutes);
    if (options.json === true) sayJson(all);
    else tell(all, gateway.rules.zone);
    return all;
  });
  return found.status === 'ok' ? 0 : 1;
}

async function healthAt(gateway: Gateway, minutes: number): Promise<Health> {
  const { store, clock, workspace } = gateway;
  const at = clock.now();
  const aliveAt = await store.note(aliveNote);
  const known = (await storedEpisodes(gateway)).filter(({ overAt }) => overAt === null);
  // What is wrong this moment, also where no gateway is at work to find it.
  const { troubles } = await lookout(() => gateway, surroundingsOf(workspace), 0)();
  const fresh = troubles.filter(
    ({ code, about }) => !known.some((one) => one.code === code && one.about === about),
  );
  const standing = [...known, ...fresh].map((one): Standing => {
    const since = 'since' in one ? one.since : null;
    return { code: one.code, since, detail: one.detail, next: gatewayAlertCodes[one.code].remedy };
  });
  const isAlive =
    aliveAt !== null && Temporal.Instant.from(aliveAt).until(at).total('minutes') <= minutes;
  const status = standing.length > 0 ? 'troubled' : isAlive ? 'ok' : 'notAlive';
  return { status, at, aliveAt, gateway: standing, ...(await deadlineHealthOf(gateway)) };
}

function tell(found: Health, zone: string): void {
  const { aliveAt, gateway, overdue, openItems, down } = found;
  say(`${deadlinesInWords(found)}.`);
  if (overdue.length > 0) {
    say();
    tellOverdue(overdue);
  }
  if (openItems.length > 0) {
    say();
    const rows = openItems.map(({ code, number, oldestAt, oldestMpan }) => [
      code,
      String(number),
      instantInWords(zone, oldestAt),
      oldestMpan,
    ]);
    for (const line of table(['Work queue', 'Items', 'Oldest since', 'MPAN'], rows)) say(line);
  }
  say();
  if (down !== null) say(downInWords(down, zone));
  const last = aliveAt === null ? 'never yet' : instantInWords(zone, aliveAt);
  say(`Gateway last at work: ${last}${found.status === 'notAlive' ? '; none is running' : ''}.`);
  if (gateway.length === 0) say('Disk, folders, store and clock bear its work.');
  for (const { code, since, detail, next } of gateway) {
    say(`${code}${since === null ? '' : ` since ${instantInWords(zone, since)}`}: ${detail}.`);
    say(`  ${next}`);
  }
}

function tellOverdue(overdue: readonly OverdueOf[]): void {
  const rows = overdue.map(({ owner, party, number, oldestDueOn, oldestOver, oldestMpan }) => [
    `${roleInWords(owner)} ${party ?? ''}`.trimEnd(),
    String(number),
    dateInWords(oldestDueOn),
    oldestOver === null ? '' : String(oldestOver),
    oldestMpan,
  ]);
  const headers = ['Owed by', 'Overdue', 'Oldest due', 'Working Days over', 'MPAN'];
  for (const line of table(headers, rows)) say(line);
}

/** "6 overdue, the longest by 12 Working Days". */
function overdueInWords(overdue: readonly OverdueOf[]): string {
  const { number, oldestOver } = totalOf(overdue);
  if (number === 0) return 'Nothing is overdue';
  const by = oldestOver === null ? '' : `, the longest by ${count(oldestOver, 'Working Day')}`;
  return `${number} overdue${by}`;
}

function itemsInWords({ openItems }: DeadlineHealth): string {
  const number = openItems.reduce((sum, one) => sum + one.number, 0);
  const [oldest] = openItems;
  if (oldest === undefined) return 'the work queue is empty';
  const days = oldest.oldestOpen;
  const since = days === null ? '' : `, the oldest for ${count(days, 'Working Day')}`;
  return `${count(number, 'item')} in the work queue${since}`;
}

/** The two together, in one line, for the first screen of a gateway. */
export const deadlinesInWords = (found: DeadlineHealth): string =>
  `${overdueInWords(found.overdue)}; ${itemsInWords(found)}`;

function downInWords({ from, until, becameDue }: Down, zone: string): string {
  const { number, oldestOver } = totalOf(becameDue);
  const span = `${instantInWords(zone, from)} to ${instantInWords(zone, until)}`;
  const by = oldestOver === null ? '' : `, the longest by ${count(oldestOver, 'Working Day')}`;
  const due =
    number === 0
      ? 'nothing that is still owed became due'
      : `${number} became due that ${number === 1 ? 'is' : 'are'} still owed${by}`;
  return `No gateway was at work from ${span}: ${due}.`;
}
