/** Two receipts of an earlier version that name one file, and the act by which that is known. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { accept, verify } from '../../src/keeping/index.ts';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway, tempFolder } from '../support/workspace.ts';

/** As 0.1.0 could leave it: the second file was put over the first. */
async function withOneDestination(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const workspace = tempFolder();
  const packed = fileURLToPath(new URL('../histories/0.1.0/supplier.json.gz', import.meta.url));
  const files = JSON.parse(gunzipSync(readFileSync(packed)).toString('utf8'));
  for (const [path, bytes] of Object.entries(files as Record<string, string>)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), Buffer.from(bytes, 'base64'));
  }
  const database = new DatabaseSync(join(workspace, 'data', 'pawl.db'));
  database.exec(`update files set destination = (select destination from files
      where destination like 'archive/%' order by id limit 1)
    where id = (select max(id) from files where destination like 'archive/%')`);
  database.close();
  const written = JSON.parse(readFileSync(join(workspace, 'pawl.config.json'), 'utf8'));
  return openTestGateway(
    { ...written, ...settings },
    workspace,
    fixedClock('2026-11-03T09:30:00Z'),
  );
}

test('is told with both receipts, and is known once somebody accepts it', async () => {
  const own = await withOneDestination();
  const [problem, ...others] = (await verify(own.gateway)).acceptable;
  expect(others).toEqual([]);
  expect(problem?.says).toMatch(
    /^archive\/\S+: holds what receipt \d+ received, and receipt \d+ names it too$/,
  );
  const act = { who: 'anne', reason: 'both came on the same day' };
  await accept(own.gateway, problem!.id, act);
  const { problems, known } = await verify(own.gateway);
  expect(problems).toEqual([]);
  expect(known).toMatchObject([
    {
      id: problem!.id,
      who: 'anne',
      reason: act.reason,
      at: '2026-11-03T09:30:00Z',
      proposedBy: null,
    },
  ]);
  // Another problem of the same file is news again.
  writeFileSync(join(own.workspace, problem!.says.split(':')[0]!), 'other bytes');
  expect((await verify(own.gateway)).problems).not.toEqual([]);
});

test('takes two people where four eyes are asked for', async () => {
  const own = await withOneDestination({ fourEyes: true });
  const [problem] = (await verify(own.gateway)).acceptable;
  const by = (who: string) => accept(own.gateway, problem!.id, { who, reason: 'known' });
  expect(await by('anne')).toMatchObject({ isProposed: true });
  expect((await verify(own.gateway)).known).toEqual([]);
  await expect(by('Anne')).rejects.toMatchObject({ code: 'NOT_POSSIBLE' });
  expect(await by('ben')).toMatchObject({ isProposed: false });
  expect((await verify(own.gateway)).known).toMatchObject([{ who: 'ben', proposedBy: 'anne' }]);
});

test('what is not found, or is of the chain, cannot be accepted', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  const database = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'));
  database.exec(`update journal set body = replace(body, 'MOPX', 'MOPY') where mpan <> ''`);
  database.close();
  const { problems, acceptable } = await verify(own.gateway);
  expect(problems).not.toEqual([]);
  expect(acceptable).toEqual([]);
  const act = { who: 'anne', reason: 'x' };
  await expect(accept(own.gateway, '0123456789ab', act)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
