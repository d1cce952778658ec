/** `pawl calendar due`: the deadline of something that started, by the bank holidays known. */
import {
  type BankHolidays,
  bundledBankHolidays,
  calendarOf,
  deadlineFor,
  instantOfLocal,
  isLocalDate,
  notCovered,
  ruleSetName,
} from '../calendar/index.ts';
import { usage } from './failure.ts';
import { say, sayAside, sayJson } from './print.ts';

interface DueOptions {
  readonly workspace?: string;
  readonly workingDays: string;
  readonly calendar: string;
  readonly cutoff?: string;
  readonly rollForward?: boolean;
  readonly json?: boolean;
}

const zone = 'Europe/London';

export async function calendarDue(start: string, options: DueOptions): Promise<number> {
  const startedAt = startOf(start);
  const workingDays = workingDaysOf(options.workingDays);
  const cutoff = options.cutoff === undefined ? null : cutoffOf(options.cutoff);
  const nonWorkingTrigger = options.rollForward === true ? 'rollForward' : 'asIs';
  const ruleSet = { cutoff, nonWorkingTrigger } as const;
  const holidays = await bankHolidays(options.workspace);
  const calendar = calendarOf(holidays, options.calendar);
  const deadline =
    calendar === undefined
      ? notCovered
      : deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays });
  if (calendar === undefined || deadline === notCovered) {
    const message = `the bank holidays of ${options.calendar} are not known for all of that time`;
    const hint = `known are ${coverageInWords(holidays)}; a newer feed in calendar/ adds years`;
    sayAside(`pawl: ${notCovered}: ${message}\n  hint: ${hint}`);
    if (options.json === true) sayJson({ code: notCovered, message, hint });
    return 1;
  }
  const { startedOn, dueOn, dueAt } = deadline;
  const calendarVersion = calendar.version;
  if (options.json === true) {
    sayJson({ startedOn, dueOn, dueAt, ruleSet: ruleSetName(ruleSet), calendarVersion });
  } else {
    say(dueOn);
  }
  return 0;
}

const timeOfDay = '([01]\\d|2[0-3]):([0-5]\\d)';

/** A date counts from its local midnight. */
function startOf(start: string): string {
  const [date = '', time = '00:00'] = start.split(/[T ]/);
  const isTime = new RegExp(`^${timeOfDay}(:[0-5]\\d)?$`).test(time);
  const isInRange = isLocalDate(date) && date >= '1950-01-01' && date <= '2199-12-31';
  if (!isInRange || !isTime || start.split(/[T ]/).length > 2) {
    throw usage(
      `"${start}" is neither a date nor a local time`,
      'give 2026-08-03, or 2026-08-03T16:30',
    );
  }
  return instantOfLocal(zone, `${date}${time}`.replaceAll(/\D/g, '').padEnd(14, '0'));
}

function workingDaysOf(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw usage(`--working-days ${text}: a number from 1 to 9999 is needed`, 'the default is 10');
}

function cutoffOf(text: string): string {
  if (new RegExp(`^${timeOfDay}$`).test(text)) return text;
  throw usage(
    `--cutoff ${text}: a local time such as 17:00 is needed`,
    'leave it out for midnight',
  );
}

/** The bundled ones; a workspace's own only where it is named, so that the answer is the same. */
async function bankHolidays(workspace: string | undefined): Promise<BankHolidays> {
  if (workspace === undefined) return bundledBankHolidays;
  // Loaded here, because without a workspace the answer needs no more than the calendar.
  const { atDesk } = await import('./workspace.ts');
  return atDesk(workspace, async ({ calendars }) => calendars.newest());
}

const coverageInWords = (holidays: BankHolidays): string =>
  Object.entries(holidays)
    .map(([division, years]) => {
      const known = Object.keys(years).sort();
      return `${division} ${known[0]} to ${known.at(-1)}`;
    })
    .join(', ');
