/** Rules that change under a gateway at work: what they change, what is told, and what is refused. */
import { mergeBankHolidays } from '../../src/calendar/index.ts';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { configFile, configName } from '../../src/config/config-file.ts';
import { type Engine, openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';
import { refusedConfig } from '../../src/rules/adoption.ts';
import { type PreviewedCheck, previewChanges } from '../../src/rules/preview.ts';
import { feedOf, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { startAt, tempFolder } from '../support/workspace.ts';

const least = { mpid: 'SUPP', role: 'X', send: 'never' };
const quick = (workingDays: number) => ({
  quick: { extends: 'option-1', title: 'Quick', stages: { investigating: { workingDays } } },
});

interface Desk {
  readonly engine: Engine;
  readonly write: (config: unknown) => void;
  readonly pass: () => Promise<unknown>;
  readonly dueOn: (n: number) => Promise<string | null>;
  readonly stateOf: (n: number) => Promise<string>;
  readonly again: (changed?: object) => Promise<Desk>;
}

async function deskOn(config: object, workspace = tempFolder()): Promise<Desk> {
  const path = join(workspace, configName);
  const write = (value: unknown): void => {
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    // Written long enough ago to be whole.
    utimesSync(path, 1_000_000, 1_000_000);
  };
  write(config);
  mkdirSync(join(workspace, 'data'), { recursive: true });
  const file = configFile(path);
  file.changed();
  const engine = await openEngine({
    workspace,
    config: readConfig(config, configName),
    written: config,
    configFile: file,
    clock: fixedClock(startAt),
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await engine.close();
    isOpen = false;
  };
  onTestFinished(close);
  const checkOf = async (n: number) =>
    (await engine.gateway().store.checks({ mpan: mpanOf(n) }))[0];
  return {
    engine,
    write,
    pass: () => engine.pass({ final: true }),
    dueOn: async (n) => (await checkOf(n))?.dueOn ?? null,
    stateOf: async (n) => (await checkOf(n))?.state ?? '',
    again: async (changedConfig = config) => {
      await close();
      return deskOn(changedConfig, workspace);
    },
  };
}

async function asked(config: object): Promise<Desk> {
  const desk = await deskOn(config);
  const { workspace } = desk.engine.gateway();
  writeFileSync(join(workspace, 'sent', 'q.usr'), requestFile('Q1', [mpanOf(1), mpanOf(2)]));
  const strange = reportFile('R1', [mpanOf(2)], 'CLAPET FITTED, BACKSTOP CHECK');
  writeFileSync(join(workspace, 'inbox', 'r.usr'), strange);
  await desk.pass();
  return desk;
}

const newest = async ({ engine }: Desk) => (await engine.gateway().store.configChanges(1))[0]!;
const changed = async (desk: Desk) =>
  (await desk.engine.gateway().store.changedChecks((await newest(desk)).id, null, 100)).map(
    ({ mpan, changes }) => [
      mpan,
      ...changes.map(({ what, from, to }) => `${what} ${from} → ${to}`),
    ],
  );

test('a changed profile takes effect between two passes, and the history says what it changed', async () => {
  const config = { ...least, profile: 'quick', profiles: quick(10) };
  const desk = await asked(config);
  expect(await desk.dueOn(1)).toBe('2026-08-18');
  const first = await newest(desk);
  desk.write({ ...config, profiles: quick(5) });
  await desk.pass();
  expect(await desk.dueOn(1)).toBe('2026-08-11');
  expect(await newest(desk)).toMatchObject({
    digestBefore: first.digestAfter,
    keys: [{ key: 'profiles.quick.stages.investigating.workingDays', from: 10, to: 5 }],
    mpansLookedAt: 2,
    checksChanged: 1,
    finishedAt: startAt,
  });
  expect(await changed(desk)).toEqual([[mpanOf(1), 'deadline 2026-08-18 → 2026-08-11']]);
  await desk.pass();
  expect(await desk.engine.gateway().store.configChanges(9)).toHaveLength(2);
});

test('a word for the backstop closes what was left to a person, and is taken back with it', async () => {
  const desk = await asked(least);
  expect(await desk.stateOf(2)).toBe('deciding');
  desk.write({ ...least, rules: { lists: { names: ['clapet'] } } });
  await desk.pass();
  expect(await desk.stateOf(2)).toBe('closed');
  desk.write(least);
  await desk.pass();
  expect(await desk.stateOf(2)).toBe('deciding');
  expect((await changed(desk))[0]).toContain('outcome backstopPresent → null');
});

test('a cut-off moves deadlines within their day, and that is counted', async () => {
  const desk = await asked(least);
  desk.write({ ...least, cutoff: '17:00' });
  await desk.pass();
  expect((await newest(desk)).checksChanged).toBeGreaterThan(0);
  expect(await changed(desk)).toContainEqual([
    mpanOf(1),
    'deadline 2026-08-18T23:00:00Z → 2026-08-18T16:00:00Z',
  ]);
});

test('an alert that other rules make true is told as their doing, and raised', async () => {
  const desk = await asked(least);
  desk.write({ ...least, dueSoonWorkingDays: 10 });
  await desk.pass();
  expect(await changed(desk)).toContainEqual([
    mpanOf(1),
    'alert null → DUE_SOON for investigating due 2026-08-18',
  ]);
  const raised = await desk.engine.gateway().store.alertsOf(mpanOf(1));
  expect(raised.map(({ kind }) => kind)).toEqual(['DUE_SOON']);
});

test('bank holidays are told in the same history', async () => {
  const desk = await asked(least);
  const { workspace } = desk.engine.gateway();
  writeFileSync(join(workspace, 'calendar', 'new.json'), feedOf(2026, ['2026-08-12']));
  await desk.pass();
  expect(await newest(desk)).toMatchObject({ feeds: ['new.json'], keys: [] });
  expect(await changed(desk)).toContainEqual([mpanOf(1), 'deadline 2026-08-18 → 2026-08-19']);
});

test.each([
  ['a broken file', '{ "mpid": "SUPP", "smtp": { "password": "hunter2', /not JSON/],
  ['a wrong key', { ...least, rescanMs: 'x' }, /rescanMs is "x"/],
  ['another participant', { ...least, mpid: 'OTHR' }, /mpid is "OTHR".*belongs to SUPP/],
  ['an unknown calendar', { ...least, calendars: { '18': 'mars' } }, /calendars\.18 is "mars"/],
  [
    'a route to no stage',
    { ...least, ...route('investigating2') },
    /is not a stage of any profile/,
  ],
])('%s is refused, told, and changes nothing', async (_what, written, problem) => {
  const desk = await asked(least);
  const gateway = desk.engine.gateway();
  desk.write(written);
  await desk.pass();
  const refused = await refusedConfig(gateway.store);
  expect(refused?.problems.join()).toMatch(problem);
  expect(JSON.stringify(refused)).not.toContain('hunter2');
  expect(desk.engine.gateway()).toBe(gateway);
  expect(await gateway.store.configChanges(9)).toHaveLength(1);
  desk.write({ ...least, escalationsMax: 3 });
  await desk.pass();
  expect(await refusedConfig(gateway.store)).toBeNull();
  expect(desk.engine.gateway().config.escalationsMax).toBe(3);
  // Whoever holds the one of before goes by what was in force before, wholly.
  expect(gateway.config.escalationsMax).toBe(50);
});

function route(stage: string) {
  return {
    channels: { hook: { kind: 'webhook', url: 'https://example.test/' } },
    alertRoutes: [{ stages: [stage], channels: ['hook'] }],
  };
}

test('a profile that checks go by cannot be taken away', async () => {
  const desk = await asked({ ...least, profile: 'quick', profiles: quick(10) });
  desk.write(least);
  await desk.pass();
  expect((await refusedConfig(desk.engine.gateway().store))?.problems).toEqual([
    expect.stringMatching(/profiles\.quick is gone.*put it back/),
  ]);
});

test('a secret that changes is told without being shown', async () => {
  const hook = (secret: string) => ({
    ...least,
    channels: { hook: { kind: 'webhook', url: 'https://example.test/x', secret } },
  });
  const smtp = { host: 'mail.example', from: 'a@b', user: 'u', password: 'hunter2' };
  const desk = await asked(hook('0123456789abcdef'));
  desk.write(hook('fedcba9876543210'));
  await desk.pass();
  const change = await newest(desk);
  expect(change.keys).toEqual([{ key: 'channels.hook.secret', from: '(secret)', to: '(secret)' }]);
  desk.write({ ...hook('fedcba9876543210'), smtp });
  await desk.pass();
  expect((await newest(desk)).keys).toMatchObject([{ key: 'smtp', to: { password: '(secret)' } }]);
  const all = JSON.stringify(await desk.engine.gateway().store.configChanges(9));
  expect(all).not.toMatch(/0123456789abcdef|fedcba9876543210|example\.test|hunter2/);
});

test('a start with nothing changed folds nothing and tells nothing', async () => {
  const desk = await asked(least);
  const { id } = await newest(desk);
  const later = await desk.again();
  await later.pass();
  expect(await newest(later)).toMatchObject({ id });
});

/** A desk whose disk is full while a quicker profile is put in force. */
async function brokenOff() {
  const config = (days: number) => ({ ...least, profile: 'quick', profiles: quick(days) });
  const desk = await asked(config(10));
  const { store } = desk.engine.gateway();
  const full = vi.spyOn(store, 'commit').mockRejectedValue(new Error('the disk is full'));
  desk.write(config(5));
  await expect(desk.pass()).rejects.toThrow('the disk is full');
  expect((await newest(desk)).finishedAt).toBeNull();
  full.mockRestore();
  return { desk, config: config(5) };
}

test('what was broken off half-way is finished by the next pass', async () => {
  const { desk } = await brokenOff();
  await desk.pass();
  expect(await desk.dueOn(1)).toBe('2026-08-11');
  expect(await newest(desk)).toMatchObject({ id: 2, finishedAt: startAt, checksChanged: 1 });
});

test('what was broken off half-way is finished by the next start', async () => {
  const { desk, config } = await brokenOff();
  const later = await desk.again(config);
  expect(await later.dueOn(1)).toBe('2026-08-11');
  expect(await newest(later)).toMatchObject({ id: 2, finishedAt: startAt, checksChanged: 1 });
});

test('a preview tells what would change and why, and writes nothing', async () => {
  const config = { ...least, profile: 'quick', profiles: quick(10) };
  const desk = await asked(config);
  const gateway = desk.engine.gateway();
  const candidate = readConfig(
    { ...config, profiles: quick(5), rules: { lists: { names: ['clapet'] } } },
    'candidate',
  );
  const feed = { 'england-and-wales': { '2026': ['2026-08-10', '2026-08-31'] } };
  const before = await gateway.store.loadMpans([mpanOf(1), mpanOf(2)]);
  const checks: PreviewedCheck[] = [];
  const told = await previewChanges(
    gateway,
    gateway.config,
    { config: candidate, holidays: mergeBankHolidays(gateway.calendars.newest(), feed) },
    async (check) => {
      checks.push(check);
    },
  );
  expect(told).toMatchObject({ mpans: 2, checks: 2 });
  expect(checks).toEqual([
    {
      mpan: mpanOf(1),
      supplier: 'SUPP',
      sequence: 1,
      changes: [{ what: 'deadline', from: '2026-08-18', to: '2026-08-12' }],
      why: [
        'profiles.quick.stages.investigating.workingDays: 10 → 5',
        'calendar feed: 2026-08-10 is not a Working Day',
      ],
    },
    expect.objectContaining({
      mpan: mpanOf(2),
      why: expect.arrayContaining([
        expect.stringMatching(/^rules: "CLAPET FITTED" reads has by backstop-affirmed/),
      ]),
    }),
  ]);
  expect(await gateway.store.loadMpans([mpanOf(1), mpanOf(2)])).toEqual(before);
  expect(await gateway.store.configChanges(9)).toHaveLength(1);
});

test('what is the same, or decides about no check, changes none', async () => {
  const desk = await asked(least);
  const gateway = desk.engine.gateway();
  const config = readConfig({ ...least, rescanMs: 500 }, 'candidate');
  const told = await previewChanges(
    gateway,
    gateway.config,
    { config, holidays: null },
    async () => {
      throw new Error('no check changes');
    },
  );
  expect(told).toEqual({
    keys: [{ key: 'rescanMs', from: 2000, to: 500 }],
    mpans: 0,
    checks: 0,
    held: [],
  });
});
