/**
 * Two engines on one store, each with folders of its own. While the one is between judging a file
 * and committing it, the other takes in its copy: the file counts once, and the later one is judged
 * anew.
 */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { type Engine, openEngine } from '../../src/engine.ts';
import { ingest } from '../../src/intake/index.ts';
import { createLog } from '../../src/log.ts';
import type { Receipt, UnitOfWork } from '../../src/store/index.ts';
import { writeFileSync } from 'node:fs';
import {
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, tempFolder, type TestGateway } from '../support/workspace.ts';

const small = { limits: { instancesPerCommit: 2 } };
const large = { limits: { ...small.limits, wholeFileMaxBytes: 0 } };
const mpans = [1, 2, 3, 4, 5].map(mpanOf);

const reports = (text: string): string =>
  makeFlowFile({
    id: 'R1',
    createdAt: '20260805100000',
    records: mpans.flatMap((mpan) => [...reportRecords(mpan, text)]),
  });

/** Another engine on the store of `own`, in a folder of its own. */
async function besides(own: TestGateway): Promise<{ engine: Engine; workspace: string }> {
  const workspace = tempFolder();
  const { config } = own.gateway;
  const engine = await openEngine({
    workspace,
    config: readConfig(config, 'pawl.config.json'),
    clock: own.clock,
    log: createLog('silent', 'none'),
    storePath: join(own.workspace, 'data', 'pawl.db'),
    progress: null,
  });
  onTestFinished(() => engine.close());
  return { engine, workspace };
}

/** Takes one file in, and before its commit of that number somebody else has a turn. */
async function takeSlowly(
  own: TestGateway,
  name: string,
  turnBefore: number,
  turn: () => Promise<void>,
): Promise<readonly Receipt[]> {
  const { store } = own.gateway;
  let commits = 0;
  const slow = {
    ...store,
    commit: async (unit: UnitOfWork) => {
      commits += 1;
      if (commits === turnBefore) await turn();
      return store.commit(unit);
    },
  };
  const receipts: Receipt[] = [];
  const file = { folder: 'inbox' as const, name };
  await ingest({ ...own.intake, store: slow }, [file], async (taken) => {
    receipts.push(...taken);
  });
  expect(commits).toBeGreaterThanOrEqual(turnBefore);
  return receipts;
}

describe.each([
  ['a small file, before its last commit', small, 3],
  ['a small file, before its first commit', small, 1],
  ['a large file, before its first commit', large, 1],
  ['a large file, between its parts', large, 2],
  ['a large file, before its receipt', large, 3],
])('%s', (_size, settings, turnBefore) => {
  const story = async () => {
    const own = await openTestGateway(settings);
    await own.take('sent/q.usr', requestFile('Q1', mpans));
    return { own, other: await besides(own) };
  };

  test('copies of one D0002 are applied once', async () => {
    const { own, other } = await story();
    own.drop('mine.usr', reports('BACKSTOP FITTED'));
    const receipts = await takeSlowly(own, 'mine.usr', turnBefore, async () => {
      writeFileSync(join(other.workspace, 'inbox', 'yours.usr'), reports('BACKSTOP FITTED'));
      const { receipts: faster } = await other.engine.pass({ final: true });
      expect(faster.map(({ outcome }) => outcome)).toEqual(['applied']);
    });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['duplicate']);
    await own.pass();
    const all = await own.gateway.store.receipts();
    expect(all.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['q.usr', 'applied'],
      ['yours.usr', 'applied'],
      ['mine.usr', 'duplicate'],
    ]);
    for (const mpan of mpans) {
      const heard = await own.gateway.store.journalOf(mpan);
      expect(heard.filter((event) => event.fileIdentifier === 'R1')).toHaveLength(1);
    }
    expect((await own.gateway.store.checks({})).map(({ outcome }) => outcome)).toEqual(
      mpans.map(() => 'backstopPresent'),
    );
  });
});

test('two files under one identifier are told apart: the later is refused', async () => {
  const own = await openTestGateway(small);
  await own.take('sent/q.usr', requestFile('Q1', mpans));
  const other = await besides(own);
  own.drop('mine.usr', reports('NO BACKSTOP FITTED'));
  const receipts = await takeSlowly(own, 'mine.usr', 1, async () => {
    writeFileSync(join(other.workspace, 'inbox', 'yours.usr'), reports('BACKSTOP FITTED'));
    await other.engine.pass({ final: true });
  });
  expect(receipts.map(({ outcome, findings }) => [outcome, findings[0]?.code])).toEqual([
    ['rejected', 'FILE_IDENTIFIER_REUSED'],
  ]);
});

test('copies of one CSV are applied once', async () => {
  const own = await openTestGateway(small);
  const other = await besides(own);
  const rows = notificationsCsv(mpans.map((mpan) => ({ mpan })));
  own.drop('mine.csv', rows);
  const receipts = await takeSlowly(own, 'mine.csv', 1, async () => {
    writeFileSync(join(other.workspace, 'inbox', 'yours.csv'), rows);
    await other.engine.pass({ final: true });
  });
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['duplicate']);
});
