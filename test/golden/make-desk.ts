/**
 * Makes the desk of the golden files: a workspace to which files came, day by day, from February to
 * November 2026, and whose people acted. It is made by the engine and the command line alone, so
 * that it is what a user's workspace would be.
 */
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeWorkspace } from '../../src/cli/init.ts';
import { fixedClock } from '../../src/clock.ts';
import { configName, readConfig } from '../../src/config/index.ts';
import { type Engine, openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';
import { trapFaults } from '../../src/fault-point.ts';
import { makePrivate } from '../../src/private-files.ts';
import { tokenDigestOf } from '../../src/web/index.ts';
import { makeFlowFile, mpanOf, reportFile } from '../support/flow-files.ts';
import { done } from './command-line.ts';
import { crowdSteps, mpanOfCrowd } from './crowd.ts';
import { standAt } from './stand-still.ts';
import { meterOperatorSteps, type Step, storySteps } from './stories.ts';

// As the command does: what is made is its user's alone, and nothing has to be said of that.
makePrivate();

/** Where the clock of the desk stands once it is made. */
export const standsAt = '2026-11-25T11:00:00Z';

export const people = [
  { name: 'vera', role: 'viewer', token: 'pawl_of_vera' },
  { name: 'otto', role: 'operator', token: 'pawl_of_otto' },
  { name: 'anna', role: 'approver', token: 'pawl_of_anna' },
] as const;

/** What people and faults have to do with, by what became of it. */
export const known = {
  /** A fault of Pawl holds it. */
  held: mpanOfCrowd(77),
  erased: mpanOfCrowd(10),
  cancelled: mpanOfCrowd(23),
  decided: mpanOfCrowd(28),
  approved: mpanOfCrowd(19),
  /** Proposed by one person, while it took two. */
  proposed: mpanOfCrowd(43),
  toApprove: mpanOfCrowd(29),
  flooding: (n: number): string => mpanOf(900_000 + n),
};

/** Words that unclear reports of the crowd say. */
export const unclearWords = 'SEE LETTER';

/** A feed that is refused, because it knows fewer days than are known, and that a person may accept. */
export const refusedFeed = {
  name: 'fewer-days.json',
  text: JSON.stringify({
    'england-and-wales': {
      division: 'england-and-wales',
      events: ['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25'].map(
        (date) => ({ title: 'Day', date, notes: '', bunting: true }),
      ),
    },
  }),
};

/** One line that counts, and one that is left out. */
const taughtFile =
  'letter,role,from,mpid,reason\nQ,SMEM,2026-01-01,,told by MO01\nQ,Plumber,,,no\n,AMEM,,AMEX,as they said\n';

const written = (profile: string, more: object = {}): Record<string, unknown> => ({
  mpid: 'SUPP',
  role: 'X',
  profile,
  send: 'approve',
  // The clock stands, so that nothing would ever go out that is kept back.
  undoSeconds: 0,
  // The clock stands, so nothing ever has stood still for long; nobody need wait for it twice a minute.
  csvQuietPeriodMs: 40,
  calendars: { '17': 'scotland' },
  capacityMarket: { rule: 'CP392', from: '2026-10-01' },
  counterparties: {
    MO01: { name: 'First Meters', email: 'desk@first.example' },
    MOPX: { name: 'Example Meters', email: 'desk@mopx.example' },
  },
  escalationsMax: 1,
  chaseAt: null,
  calendarFeed: false,
  reports: [{ report: 'breaches', format: 'csv', every: 'month', period: 'before' }],
  retention: { archive: '8 months', closedChecks: '9 months', alerts: '8 months' },
  limits: { diskFreeMinBytes: 0 },
  web: { tokens: people.map(({ token, ...one }) => ({ ...one, sha256: tokenDigestOf(token) })) },
  ...more,
});

/** Of which checks another configuration would change. */
export const otherConfig = {
  mpid: 'SUPP',
  role: 'X',
  measureBy: 'received',
  dueSoonWorkingDays: 4,
  rules: { lists: { names: ['b-stp'] } },
};

/** Nobody listens there: what is sent is refused at once. */
const silentChannel = {
  calendarFeed: true,
  channels: {
    silent: { kind: 'webhook', url: 'http://127.0.0.1:9/', attemptsMax: 1 },
  },
  alertRoutes: [{ kinds: ['ESCALATED'], parties: ['MO03'], channels: ['silent'] }],
};

export async function makeDesk(workspace: string): Promise<void> {
  makeWorkspace(workspace, { mpid: 'SUPP', role: 'X' });
  trapFaults((point, about) => point === 'fold' && about === known.held);
  const crowd = crowdSteps();
  const begun = crowd[0]?.at ?? '';
  // Once the crowd comes, the profile is that of its day.
  const profileAt = ({ at, profile }: Step): string =>
    at < begun ? profile : (crowd.findLast((one) => one.at <= at)?.profile ?? profile);
  const steps = [...storySteps().filter(({ at }) => at < standsAt), ...crowd]
    .map((step) => ({ ...step, profile: profileAt(step) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  await play(workspace, written, [...steps, oddStep]);
  await actOn(workspace);
}

/** Where the Meter Operator's desk stands at its end. */
export const meterOperatorStandsAt = '2026-09-14T11:00:00Z';

export async function makeMeterOperatorDesk(workspace: string): Promise<void> {
  makeWorkspace(workspace, { mpid: 'MOPX', role: 'M' });
  const config = (profile: string): Record<string, unknown> =>
    written(profile, { mpid: 'MOPX', role: 'M', send: 'automatic' });
  const end: Step = {
    at: meterOperatorStandsAt,
    profile: 'option-1',
    command: null,
    files: new Map(),
  };
  await play(workspace, config, [...meterOperatorSteps(), end]);
}

async function play(
  workspace: string,
  config: (profile: string) => Record<string, unknown>,
  steps: readonly Step[],
): Promise<void> {
  const clock = fixedClock(steps[0]?.at ?? '');
  let profile = '';
  let engine: Engine | null = null;
  for (const step of steps) {
    clock.set(step.at);
    standAt(step.at);
    if (engine === null || (step.profile !== profile && step.files.size > 0)) {
      await engine?.close();
      profile = step.profile;
      writeConfig(workspace, config(profile));
      engine = await openEngine({
        workspace,
        config: readConfig(config(profile), configName),
        written: config(profile),
        clock,
        log: createLog('silent', 'none'),
        storePath: join(workspace, 'data', 'pawl.db'),
        progress: null,
      });
    }
    for (const [path, text] of step.files) drop(workspace, path, text, step.at);
    await engine.pass({ final: true });
    if (step.command === null) continue;
    await engine.close();
    engine = null;
    await done(step.at, [...step.command, '--workspace', workspace]);
  }
  await engine?.close();
}

const writeConfig = (workspace: string, config: object): void =>
  writeFileSync(join(workspace, configName), `${JSON.stringify(config, null, 2)}\n`);

/** A file as old as the clock says it is. */
export function drop(workspace: string, path: string, text: Uint8Array | string, at: string): void {
  const file = join(workspace, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const seconds = Temporal.Instant.from(at).epochMilliseconds / 1_000;
  utimesSync(file, seconds, seconds);
}

/** More of one sender than is listed one by one, and a calendar that knows one year. */
const oddStep: Step = {
  at: '2026-11-24T13:00:00Z',
  profile: 'option-1',
  command: null,
  files: new Map([
    [
      'inbox/flood.usr',
      reportFile(
        'FLOOD00001',
        Array.from({ length: 120 }, (_, n) => known.flooding(n)),
        'NO BACKSTOP FITTED',
        '20261124125000',
      ).replaceAll('MOPX', 'MO09'),
    ],
    ['inbox/empty.usr', ''],
    ['inbox/notes.txt', 'not a file of any kind that is known\r\n'],
    [
      'inbox/not-for-us.usr',
      makeFlowFile({
        id: 'ELSEWHERE1',
        to: ['X', 'ELSE'],
        createdAt: '20261124124500',
        records: [
          `004|${mpanOf(5)}|BACKSTOP CHECK|20261120|`,
          '005|OLD1|NO BACKSTOP|',
          '006|01|20261120||',
        ],
      }),
    ],
  ]),
};

/** A morning at the desk: what people do, and what the gateway does with it. */
async function actOn(workspace: string): Promise<void> {
  let minute = 0;
  const act = async (who: string, ...args: readonly string[]): Promise<string> => {
    minute += 1;
    const at = Temporal.Instant.from('2026-11-25T08:00:00Z').add({ minutes: minute }).toString();
    const signed = who === '' ? [] : ['--who', who];
    return done(at, [...args, ...signed, '--workspace', workspace]);
  };
  drop(workspace, 'calendar/broken.json', '{', '2026-11-24T13:00:00Z');
  drop(workspace, 'reference/ours.csv', taughtFile, '2026-11-24T13:00:00Z');
  drop(workspace, `calendar/${refusedFeed.name}`, refusedFeed.text, '2026-11-24T13:00:00Z');
  symlinkSync('/nowhere', join(workspace, 'inbox', 'a-link.usr'));
  writeConfig(workspace, written('option-1', silentChannel));
  await act('', 'once');
  await act('anna', 'approve', known.approved, '--reason', 'address compared');
  await act('otto', 'decide', known.decided, 'hasNot', '--reason', 'told by telephone: none');
  await act('otto', 'cancel', known.cancelled, '--reason', 'the panels are gone');
  await act('anna', 'approve', '--party', 'MO02', '--reason', 'as agreed on Monday');
  await act('', 'chase', '--party', 'MO01');
  await act('otto', 'erase', known.erased, '--reason', 'asked for by the customer');
  await act('otto', 'purge');
  writeConfig(workspace, written('option-1', { ...silentChannel, fourEyes: true }));
  await act('', 'once');
  await act('', 'cancel', known.proposed, '--reason', 'notified twice');
  writeConfig(workspace, written('option-1', silentChannel));
  await act('', 'once');
}
