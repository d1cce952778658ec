/**
 * What is kept in reports/ by itself: chases of the day, reports on schedule, and the calendar of
 * deadlines. It is called once in every pass and mostly finds nothing to do. The one rule: trouble
 * with one of them holds back neither the others nor the pass; it is told, and tried again.
 */
import { codeOf } from '../bug.ts';
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import { openChaseMailer } from './chase-mail.ts';
import { chaseToday } from './chases.ts';
import { updateDeadlineFeed } from './deadline-feed.ts';
import { writeScheduled } from './scheduled.ts';

export interface Keeper {
  /** Does what is due. Returns the paths of what was written, below the workspace. */
  readonly keep: () => Promise<string[]>;
  /** Waits for the e-mail that is on its way, at most so long. */
  readonly drain: (maxMs: number) => Promise<void>;
  /** Brings the calendar up to date once more, and breaks off what is on its way. */
  readonly close: () => Promise<void>;
}

/** Ours: trouble with a folder seldom passes within a second. */
const againAfterSeconds = 60;

/** Ours: a calendar is read now and then; at a busy hour it need not be written at every file. */
const feedEverySeconds = 60;

export function openKeeper(gateway: () => Gateway): Keeper {
  const { log, clock } = gateway();
  const mailer = openChaseMailer(gateway);
  const feed = feedTask(gateway);
  const tasks = [
    { name: 'chases', work: () => chaseToday(gateway()) },
    { name: 'reports', work: () => writeScheduled(gateway()) },
    { name: 'deadlines.ics', work: () => feed(false) },
  ].map((task) => ({ ...task, failedAt: null as Instant | null }));

  const failures = new Map<string, unknown>();
  const attempt = async (name: string, work: () => Promise<string[]>): Promise<string[] | null> => {
    try {
      return await work();
    } catch (error) {
      log.error({ name, code: codeIn(error), err: error }, 'could not be kept in reports/');
      failures.set(name, error);
      return null;
    }
  };

  return {
    keep: async () => {
      const written: string[] = [];
      for (const task of tasks) {
        const mayTry = !isWithin(clock.now(), task.failedAt, againAfterSeconds);
        const done = mayTry ? await attempt(task.name, task.work) : null;
        if (mayTry) task.failedAt = done === null ? clock.now() : null;
        if (done === null) {
          const error = failures.get(task.name);
          gateway().mishaps.push({ code: 'PART_FAILED', about: task.name, error });
        }
        for (const name of done ?? []) log.info({ name }, 'report written');
        written.push(...(done ?? []));
      }
      await mailer.kick();
      return written;
    },
    drain: mailer.idle,
    close: async () => {
      await attempt('deadlines.ics', () => feed(true));
      await mailer.close();
    },
  };
}

/** Looks at the deadlines when anything at all was committed, and unless told to, not every second. */
function feedTask(gateway: () => Gateway): (isLast: boolean) => Promise<string[]> {
  const { store, clock } = gateway();
  let isCertain = false;
  let mark: string | null = null;
  let lookedAt: Instant | null = null;
  return async (isLast) => {
    if (!gateway().config.calendarFeed) return [];
    // A gateway that never made a pass has nothing to say.
    if (isLast ? lookedAt === null : isWithin(clock.now(), lookedAt, feedEverySeconds)) return [];
    const newMark = await store.changeMark();
    if (newMark === mark) return [];
    const wasCertain = isCertain;
    isCertain = false;
    const written = await updateDeadlineFeed(gateway(), wasCertain);
    isCertain = true;
    mark = newMark;
    lookedAt = clock.now();
    return written === null ? [] : [written];
  };
}

/** True for so many seconds after an instant; false too where the clock was put back. */
function isWithin(now: Instant, since: Instant | null, seconds: number): boolean {
  if (since === null || now < since) return false;
  return now < Temporal.Instant.from(since).add({ seconds }).toString();
}

const codeIn = (error: unknown): string | null =>
  error instanceof EngineError ? error.code : codeOf(error);
