/** `pawl health`. Ends with 1 where somebody should look after the machine, so that a watchdog can go by it. */
import { type AnswerOf, health } from '../../desk/index.ts';
import { type DeadlineHealth, type OverdueOf, totalOf } from '../../health/index.ts';
import { count, dateInWords, instantInWords, roleInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

type Health = AnswerOf<typeof health>;

export const operation = health;

export const telling: AnswerText<Health> = {
  *lines(found, { zone }) {
    const { status, aliveAt, gateway, gateways, overdue, openItems, down } = found;
    yield `${deadlinesInWords(found)}.`;
    if (overdue.length > 0) yield* ['', ...overdueLines(overdue)];
    if (openItems.length > 0) {
      const rows = openItems.map(({ code, number, oldestAt, oldestMpan }) => [
        code,
        String(number),
        instantInWords(zone, oldestAt),
        oldestMpan,
      ]);
      yield* ['', ...table(['Work queue', 'Items', 'Oldest since', 'MPAN'], rows)];
    }
    yield '';
    if (down !== null) yield downInWords(down, zone);
    const last = aliveAt === null ? 'never yet' : instantInWords(zone, aliveAt);
    yield `Gateway last at work: ${last}${status === 'notAlive' ? '; none is running' : ''}.`;
    if (gateways.length > 0) yield `${gatewaysInWords(gateways)}.`;
    if (gateway.length === 0) yield 'Disk, folders, store and clock are OK.';
    for (const { code, since, detail, next } of gateway) {
      yield `${code}${since === null ? '' : ` since ${instantInWords(zone, since)}`}: ${detail}.`;
      yield `  ${next}`;
    }
  },
  hasFailed: ({ status }) => status !== 'ok',
};

/** "3 gateways are at work on this store: a:/desk (the first), b:/desk, c:/desk". */
function gatewaysInWords(gateways: Health['gateways']): string {
  const names = gateways.map(({ name, isFirst }) => `${name}${isFirst ? ' (the first)' : ''}`);
  const verb = gateways.length === 1 ? 'is' : 'are';
  return `${count(gateways.length, 'gateway')} ${verb} at work on this store: ${names.join(', ')}`;
}

function overdueLines(overdue: Health['overdue']): string[] {
  const rows = overdue.map(({ owner, party, number, oldestDueOn, oldestOver, oldestMpan }) => [
    `${roleInWords(owner)} ${party ?? ''}`.trimEnd(),
    String(number),
    dateInWords(oldestDueOn),
    oldestOver === null ? '' : String(oldestOver),
    oldestMpan,
  ]);
  const headers = ['Owed by', 'Overdue', 'Oldest due', 'Working Days over', 'MPAN'];
  return table(headers, rows);
}

type Deadlines = Pick<DeadlineHealth, 'overdue' | 'openItems'>;

/** "6 overdue, the longest by 12 Working Days". */
function overdueInWords(overdue: readonly OverdueOf[]): string {
  const { number, oldestOver } = totalOf(overdue);
  if (number === 0) return 'Nothing is overdue';
  const by = oldestOver === null ? '' : `, the longest by ${count(oldestOver, 'Working Day')}`;
  return `${number} overdue${by}`;
}

function itemsInWords({ openItems }: Deadlines): string {
  const number = openItems.reduce((sum, one) => sum + one.number, 0);
  const [oldest] = openItems;
  if (oldest === undefined) return 'the work queue is empty';
  const days = oldest.oldestOpen;
  const since = days === null ? '' : `, the oldest for ${count(days, 'Working Day')}`;
  return `${count(number, 'item')} in the work queue${since}`;
}

/** The two together, in one line, for the first screen of a gateway. */
export const deadlinesInWords = (found: Deadlines): string =>
  `${overdueInWords(found.overdue)}; ${itemsInWords(found)}`;

function downInWords(
  { from, until, becameDue }: NonNullable<Health['down']>,
  zone: string,
): string {
  const { number, oldestOver } = totalOf(becameDue);
  const span = `${instantInWords(zone, from)} to ${instantInWords(zone, until)}`;
  const by = oldestOver === null ? '' : `, the longest by ${count(oldestOver, 'Working Day')}`;
  const due =
    number === 0
      ? 'nothing that is still owed became due'
      : `${number} became due that ${number === 1 ? 'is' : 'are'} still owed${by}`;
  return `No gateway was at work from ${span}: ${due}.`;
}
