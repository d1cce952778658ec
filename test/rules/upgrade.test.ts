/**
 * Workspaces that an earlier version has written. They open, are folded again once, say what that
 * changed and why, and lose nothing.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { type Config, readConfig } from '../../src/config/index.ts';
import { hearDecision } from '../../src/gateway/index.ts';
import { openGateway } from '../../src/open-gateway.ts';
import { createLog } from '../../src/log.ts';
import { type MpanState, processVersion } from '../../src/process/index.ts';
import { lettersFor } from '../../src/process/letters.ts';
import { openSqliteStore, type Store } from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';

const histories = fileURLToPath(new URL('../histories/', import.meta.url));
const openedAt = '2026-11-03T09:30:00Z';

interface OldWorkspace {
  readonly workspace: string;
  readonly settings: Record<string, unknown>;
}

function unpack(version: string, name: string): OldWorkspace {
  const workspace = tempFolder();
  const packed = gunzipSync(readFileSync(join(histories, version, `${name}.json.gz`)));
  const files = JSON.parse(packed.toString('utf8')) as Record<string, string>;
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), Buffer.from(bytes, 'base64'));
  }
  const written = readFileSync(join(workspace, 'pawl.config.json'), 'utf8');
  return { workspace, settings: JSON.parse(written) as Record<string, unknown> };
}

const open = ({ workspace, settings }: OldWorkspace) =>
  openTestGateway(settings, workspace, fixedClock(openedAt));

/** As a desk command opens it, without being its gateway. */
async function atDesk({ workspace, settings }: OldWorkspace) {
  const config: Config = readConfig(settings, 'pawl.config.json');
  return openGateway({
    workspace,
    config,
    clock: fixedClock(openedAt),
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
}

async function statesOf(store: Store): Promise<MpanState[]> {
  const states: MpanState[] = [];
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, 100);
    states.push(...some.map(({ state }) => state));
    const last = some.at(-1);
    if (last === undefined) return states;
    after = last.mpan;
  }
}

async function journalIn(store: Store): Promise<number> {
  let entries = 0;
  for (const { mpan } of await statesOf(store)) entries += (await store.journalOf(mpan)).length;
  return entries;
}

/** What was there before anything of this version has touched it. */
async function before({ workspace }: OldWorkspace) {
  const store = await openSqliteStore(join(workspace, 'data', 'pawl.db'));
  const states = await statesOf(store);
  const told = {
    mpans: states.map(({ mpan }) => mpan),
    checks: states.flatMap(({ mpan, checks }) =>
      checks.map(({ supplier, sequence }) => `${mpan} ${supplier} ${sequence}`),
    ),
    entries: await journalIn(store),
    alerts: (await Promise.all(states.map(({ mpan }) => store.alertsOf(mpan)))).flat(),
    outbox: (await store.outbox()).map(({ name }) => name),
  };
  await store.close();
  return told;
}

/** What is asked since 0.2.0: of an answer that came late, of a visit that was too early. */
const askedSince: readonly string[] = ['LATE_CLAIM', 'VISIT_BEFORE_REQUEST'];

/** Of each check all that hangs neither on how it is kept nor on how its texts are read. */
const bareChecksOf = (states: readonly MpanState[]) =>
  states.flatMap(({ mpan, checks }) =>
    checks.map(
      ({ supplier, sequence, profile, meterOperator, openedAt, closedAt, stages, ...of }) => ({
        check: `${mpan} ${supplier} ${sequence}: ${profile}, ${meterOperator}`,
        times: [openedAt, closedAt, of.requestedAt],
        items: of.exceptions
          .filter(({ code }) => !askedSince.includes(code))
          .map(({ code, open: isOpen }) => `${code}${isOpen ? ', open' : ''}`),
        stages: stages.map(({ name, owner, owes, startedAt, endedAt, answeredAt, deadline }) =>
          [name, owner, owes, startedAt, endedAt, answeredAt, deadline?.dueAt].join(' '),
        ),
      }),
    ),
  );

const versions = readdirSync(histories).filter((name) => /^\d/.test(name));

describe.each(versions)('a workspace of %s', (version) => {
  const names = readdirSync(join(histories, version))
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => name.replace('.json.gz', ''));

  test.each(names)('%s opens, is folded again once, and loses nothing', async (name) => {
    const old = unpack(version, name);
    const was = await before(old);
    const gateway = await open(old);
    const { store } = gateway.gateway;
    const [change] = await store.configChanges(1);
    expect(change).toMatchObject({ mpansLookedAt: was.mpans.length, finishedAt: openedAt });
    expect(change?.keys).toContainEqual({
      key: 'version of the process, in Pawl itself',
      from: 1,
      to: processVersion,
    });
    const changed = await store.changedChecks(change!.id, null, 1_000);
    const expected = JSON.parse(
      readFileSync(join(histories, version, `${name}.expected.json`), 'utf8'),
    ) as unknown;
    const states = await statesOf(store);
    await gateway.pass();
    const told = {
      changed: changed.map(({ mpan, sequence, changes }) => ({
        check: `${mpan} #${sequence}`,
        changes: changes.map(({ what, from, to }) => `${what} ${from} → ${to}`),
      })),
      checks: (await gateway.replayed()).checks.map(
        ({ mpan, sequence, state, outcome, stages, exceptions }) =>
          [
            `${mpan} #${sequence}: ${state} ${outcome ?? '-'}`,
            ...stages.map((stage) => `${stage.name} ${stage.dueOn} ${stage.status}`),
            ...exceptions.flatMap((one) => (one.open ? one.code : [])),
          ].join(', '),
      ),
      orphans: states.flatMap(({ orphans }) => orphans.map(({ key }) => key)),
    };
    if (process.env['UPDATE_SAMPLES'] === '1') {
      const path = join(histories, version, `${name}.expected.json`);
      writeFileSync(path, `${JSON.stringify(told, null, 2)}\n`);
    } else expect(told).toEqual(expected);

    expect(states.map(({ mpan }) => mpan)).toEqual(was.mpans);
    const checks = states.flatMap(({ mpan, checks: all }) =>
      all.map(({ supplier, sequence }) => `${mpan} ${supplier} ${sequence}`),
    );
    expect(checks).toEqual(was.checks);
    expect(await journalIn(store)).toBe(was.entries);
    const alerts = (await Promise.all(was.mpans.map((mpan) => store.alertsOf(mpan)))).flat();
    expect(alerts.map(({ key }) => key)).toEqual(
      expect.arrayContaining(was.alerts.map(({ key }) => key)),
    );
    expect(await gateway.problems()).toEqual([]);

    const again = await gateway.reopen();
    expect(await again.gateway.store.configChanges(1)).toEqual([
      { ...change!, finishedAt: openedAt },
    ]);
  });

  test.each(names)('%s keeps its role and its letters, and every check as it was', async (name) => {
    const old = unpack(version, name);
    const path = join(old.workspace, 'pawl.config.json');
    const written = readFileSync(path, 'utf8');
    const store = await openSqliteStore(join(old.workspace, 'data', 'pawl.db'));
    const was = bareChecksOf(await statesOf(store));
    await store.close();
    const gateway = await open(old);
    const { rules, config } = gateway.gateway;
    expect(config.role).toBe(old.settings['role']);
    expect(rules.participant).toEqual({ mpid: config.mpid, role: old.settings['role'] });
    await gateway.pass();
    expect(readFileSync(path, 'utf8')).toBe(written);
    const states = await statesOf(gateway.gateway.store);
    expect(bareChecksOf(states)).toEqual(was);
    // What the market of today adds is told of none of them.
    const codes = states.flatMap(({ loose, checks }) =>
      [...loose, ...checks.flatMap(({ exceptions }) => exceptions)].map(({ code }) => code),
    );
    expect(codes.filter((code) => code.startsWith('ROLE_'))).toEqual([]);
    for (const state of states) {
      const letters = lettersFor(rules, state, state.appointed.meterOperator, openedAt);
      expect(new Set([letters.fromRole, letters.toRole])).toEqual(new Set(['M', 'X']));
    }
  });

  test.each(names)(
    '%s can be read and acted on from the desk before a gateway opens it',
    async (name) => {
      const old = unpack(version, name);
      const desk = await atDesk(old);
      const checks = await desk.store.checks({});
      const mpans = checks.filter(({ closedOn }) => closedOn === null).map(({ mpan }) => mpan);
      const mpan = mpans.find((one) => checks.filter((check) => check.mpan === one).length === 1)!;
      const act = { who: 'j.ellis', reason: 'told by telephone' };
      await hearDecision(desk, mpan, { name: 'decide', decision: 'alreadyKnown' }, act);
      const acted = (await desk.store.checks({ mpan })).at(-1);
      expect(acted).toMatchObject({ state: 'closed', outcome: 'alreadyKnown' });
      await desk.store.close();
      const gateway = await open(old);
      expect((await gateway.gateway.store.checks({ mpan })).at(-1)).toMatchObject({
        state: 'closed',
        outcome: 'alreadyKnown',
      });
      expect(await gateway.problems()).toEqual([]);
    },
  );
});

test('an alert that the older version raised and that is not true is taken back, and the cause is named', async () => {
  const gateway = await open(unpack('0.1.0', 'supplier'));
  const { store } = gateway.gateway;
  const mpan = mpanOf(801);
  expect((await store.alertsOf(mpan)).find(({ kind }) => kind === 'BREACHED')).toMatchObject({
    retracted: false,
  });
  const [change] = await store.configChanges(1);
  const changed = await store.changedChecks(change!.id, null, 1_000);
  expect(changed.find((check) => check.mpan === mpan)?.changes).toContainEqual({
    what: 'alert',
    from: 'BREACHED for investigating due 2026-11-02',
    to: null,
  });
  await gateway.pass();
  const alerts = await store.alertsOf(mpan);
  expect(alerts.find(({ kind }) => kind === 'BREACHED')).toMatchObject({ retracted: true });
  expect(alerts.map(({ kind }) => kind)).toContain('RETRACTED');
});
