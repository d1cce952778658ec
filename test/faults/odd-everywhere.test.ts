/** Something that is no file, in every folder of a workspace: nothing waits for it, nothing follows it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { savedSummaries } from '../../src/papers/capacity-market/report-files.ts';
import { certificateOf } from '../../src/web/certificate.ts';
import { eraseMpan, exportMpan } from '../../src/keeping/index.ts';
import { mpanOf, notificationFile, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, tempFolder, type TestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'trial' };
const names = ['x.usr', 'x.csv', 'x.json', 'x.findings.json', 'capacity-market_x.json', 'x.ics'];

async function socketAt(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
}

/** Of each name one kind, so that every folder has a FIFO, a socket, folders and links. */
async function fill(folder: string): Promise<void> {
  // A socket's path has few bytes; the folder may not.
  const short = join(tempFolder(), 's');
  await socketAt(short);
  for (const [index, name] of names.entries()) {
    const path = join(folder, name);
    if (index % 3 === 0) execFileSync('mkfifo', [path]);
    else if (index % 3 === 1) mkdirSync(path);
    else symlinkSync(index === 2 ? short : 'loop', path);
  }
  execFileSync('mkfifo', [
    join(folder, 'y.json'),
    join(folder, 'capacity-market_y.json'),
    join(folder, 'y.usr'),
  ]);
}

async function everything(own: TestGateway): Promise<void> {
  await own.pass();
  expect(await own.problems()).toEqual([]);
  expect(savedSummaries(own.workspace)).toEqual([]);
  await exportMpan(own.gateway, mpanOf(1));
  await own.gateway.store.backup(join(tempFolder(), 'copy.db'));
}

test.runIf(process.platform !== 'win32')(
  'in every folder: passes, verify, export, backup, erasing and a start go on',
  { timeout: 60_000 },
  async () => {
    const own = await openTestGateway();
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    await own.take('r.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED'));
    await own.close();
    const folders = readdirSync(own.workspace, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'data')
      .map(({ name }) => name);
    expect(folders).toEqual(expect.arrayContaining(['inbox', 'archive', 'reports', 'outbox']));
    for (const folder of folders) await fill(join(own.workspace, folder));
    await fill(join(own.workspace, 'archive/2026'));
    const again = await own.reopen();
    await everything(again);
    expect(await again.take('n.usr', notificationFile('N9', [mpanOf(9)]))).toMatchObject({
      outcome: 'applied',
    });
    await eraseMpan(again.gateway, mpanOf(1), act);
    await everything(await again.reopen());
  },
);

test.runIf(process.platform !== 'win32')('a FIFO as certificate is told and not waited for', () => {
  const folder = tempFolder();
  execFileSync('mkfifo', [join(folder, 'cert.pem')]);
  const files = { cert: 'cert.pem', key: 'cert.pem' };
  expect(() => certificateOf(folder, files)).toThrow('cannot be used');
});
