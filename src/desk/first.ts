/**
 * What to do first, and why, in one sentence. Ours, in this order: what keeps the gateway from its
 * work; what we are late with; what is due from us today; whom to chase; what to decide; what to
 * approve; what else is wrong with the gateway; nothing. One thing leads, and the first that is true.
 */
import { z } from 'zod';
import type { Gateway } from '../gateway/index.ts';
import { type Episode, isGrave, storedEpisodes } from '../health/index.ts';
import { count, instantInWords, numberInWords, dateInWords } from '../words.ts';
import { localDateOf } from '../calendar/index.ts';

const firstRules = [
  'gateway',
  'late',
  'dueToday',
  'chase',
  'decide',
  'approve',
  'look',
  'nothing',
] as const;

export const firstShape = z
  .strictObject({
    rule: z.enum(firstRules).describe('why it leads'),
    says: z.string().describe('what to do first, and why'),
    button: z.string().nullable().describe('what is done about it; null where nothing is'),
    operation: z
      .enum(['health', 'checks', 'chase', 'exceptions'])
      .nullable()
      .describe('what shows it'),
    asked: z.record(z.string(), z.string()).describe('what that operation is asked'),
    command: z.string().nullable().describe('the same at the command line'),
  })
  .meta({ id: 'First' });

type First = z.input<typeof firstShape>;

/** What one participant owes, as Today counts it. */
interface Owing {
  readonly ours: boolean;
  readonly party: string | null;
  readonly breached: number;
  readonly dueToday: number;
  readonly dueSoon: number;
  readonly workingDaysOver: number | null;
}

/** What the choice is made from. */
interface Facts {
  readonly awaited: readonly Owing[];
  readonly exceptions: readonly { readonly number: number; readonly oldestAt: string }[];
  readonly toApprove: number;
}

export async function firstOf(gateway: Gateway, facts: Facts): Promise<First> {
  const episodes = (await storedEpisodes(gateway)).filter(({ overAt }) => overAt === null);
  const ours = facts.awaited.filter((one) => one.ours);
  return (
    mending(gateway, episodes.filter(isGrave)) ??
    late(ours) ??
    dueToday(ours) ??
    (await chasing(gateway, facts.awaited)) ??
    deciding(gateway, facts) ??
    approving(gateway, facts) ??
    looking(episodes) ??
    nothing(ours)
  );
}

function act(
  rule: First['rule'],
  says: string,
  button: string,
  operation: NonNullable<First['operation']>,
  asked: First['asked'] = {},
): First {
  const options = Object.entries(asked).map(([name, value]) => ` --${name} ${value}`);
  return { rule, says, button, operation, asked, command: `pawl ${operation}${options.join('')}` };
}

function mending({ rules }: Gateway, [first, ...others]: readonly Episode[]): First | null {
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : `, and ${numberInWords(others.length)} more`;
  const says = `Mend the gateway: ${first.code} since ${instantInWords(rules.zone, first.since)}${more}, and until then not all of its work is done.`;
  return act('gateway', says, 'See what is wrong', 'health');
}

const sumOf = (some: readonly Owing[], key: 'breached' | 'dueToday' | 'dueSoon'): number =>
  some.reduce((sum, one) => sum + one[key], 0);

/** "one check", "3,057 checks". */
const checksInWords = (number: number): string =>
  number === 1 ? 'one check' : count(number, 'check');

/** ", the longest 5 Working Days over". */
function overInWords(number: number, days: number | null): string {
  if (days === null) return '';
  const over = days === 0 ? 'over since today' : `${count(days, 'Working Day')} over`;
  return number === 1 ? `, ${over}` : `, the longest ${over}`;
}

const longestOf = (some: readonly Owing[]): number | null =>
  some.reduce<number | null>(
    (most, { workingDaysOver: days }) => (days === null ? most : Math.max(most ?? 0, days)),
    null,
  );

function late(ours: readonly Owing[]): First | null {
  const number = sumOf(ours, 'breached');
  if (number === 0) return null;
  const over = overInWords(number, longestOf(ours));
  const says = `We are late with ${checksInWords(number)}${over}: others wait for us, so this comes first.`;
  return act('late', says, 'Deal with what we are late with', 'checks', {
    turn: 'us',
    late: 'breached',
    by: 'due',
  });
}

function dueToday(ours: readonly Owing[]): First | null {
  const number = sumOf(ours, 'dueToday');
  if (number === 0) return null;
  const says = `We owe an answer on ${checksInWords(number)} today: after tonight we are late.`;
  return act('dueToday', says, 'Deal with what is due today', 'checks', {
    turn: 'us',
    late: 'today',
    by: 'due',
  });
}

/** Who has been late the longest, and was not told so by mail today; nobody known comes last. */
async function chasing(
  { config, store, rules, clock }: Gateway,
  awaited: readonly Owing[],
): Promise<First | null> {
  const theirs = awaited.filter((one) => !one.ours && one.breached > 0);
  if (theirs.length === 0) return null;
  const chased = await store.chasesOf(localDateOf(rules.zone, clock.now()));
  const told = new Set(chased.filter(({ sentAt }) => sentAt !== null).map(({ party }) => party));
  const [worst] = theirs
    .filter(({ party }) => party === null || !told.has(party))
    .toSorted(
      (a, b) =>
        Number(a.party === null) - Number(b.party === null) ||
        (b.workingDaysOver ?? 0) - (a.workingDaysOver ?? 0) ||
        b.breached - a.breached,
    );
  if (worst === undefined) return null;
  const { party, breached, workingDaysOver } = worst;
  const over = overInWords(breached, workingDaysOver);
  if (party === null) {
    const says = `Find out who owes an answer on ${checksInWords(breached)}${over}: nobody is known whom to chase.`;
    return act('chase', says, 'See which', 'checks', { turn: 'them', late: 'breached', by: 'due' });
  }
  const name = config.counterparties[party]?.name;
  const who = name === undefined ? party : `${name} (${party})`;
  const what = breached === 1 ? 'one overdue answer' : count(breached, 'overdue answer');
  const says = `Chase ${who} for ${what}${over}: nobody else has been late for longer.`;
  return act('chase', says, `Chase ${party}`, 'chase', { party });
}

function deciding({ rules }: Gateway, { exceptions }: Facts): First | null {
  const number = exceptions.reduce((sum, one) => sum + one.number, 0);
  if (number === 0) return null;
  const oldest = exceptions.map(({ oldestAt }) => oldestAt).sort()[0] ?? '';
  const since = dateInWords(localDateOf(rules.zone, oldest));
  const says =
    number === 1
      ? `Settle the one Exception, open since ${since}: the rules cannot decide it.`
      : `Settle ${count(number, 'Exception')}, the oldest open since ${since}: the rules cannot decide them.`;
  return act('decide', says, 'Look at them', 'exceptions');
}

function approving({ config }: Gateway, { toApprove }: Facts): First | null {
  if (toApprove === 0 || config.send !== 'approve') return null;
  const says = `Approve the flows of ${checksInWords(toApprove)}: they are drafted, and go out when you say so.`;
  return act('approve', says, 'Look at them', 'checks', { owed: 'yes', by: 'due' });
}

function looking([first]: readonly Episode[]): First | null {
  if (first === undefined) return null;
  const says = `Look at what is wrong with the gateway: ${first.code}. Its work goes on meanwhile.`;
  return act('look', says, 'See what is wrong', 'health');
}

function nothing(ours: readonly Owing[]): First {
  const soon = sumOf(ours, 'dueSoon');
  const done = 'Nothing is late or due from us today, and nothing waits for a decision.';
  if (soon > 0) {
    const says = `${done} Next is what is due from us in two Working Days: ${checksInWords(soon)}.`;
    return act('nothing', says, 'See what comes next', 'checks', {
      turn: 'us',
      late: 'soon',
      by: 'due',
    });
  }
  return { rule: 'nothing', says: done, button: null, operation: null, asked: {}, command: null };
}
