/** What others can do to a folder they may write to, and what must not come of it. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configFile } from '../../src/config/index.ts';
import { stagingFolder, writeWhole } from '../../src/files/index.ts';
import {
  listDropped,
  lookAgain,
  requeue,
  resubmit,
  sweepResubmissions,
} from '../../src/intake/index.ts';
import { shownPartOf, whereaboutsOf } from '../../src/account/index.ts';
import {
  feedOf,
  makeFlowFile,
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportRecords,
} from '../support/flow-files.ts';
import { openTestGateway, tempFolder, type TestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'trial' };
const whole = notificationFile('0000000001', [mpanOf(1)]);
const posix = process.platform !== 'win32';
const inbox = (own: TestGateway, name: string): string => join(own.workspace, 'inbox', name);
const fifo = (path: string): void => {
  execFileSync('mkfifo', [path]);
};
const leftOf = async (own: TestGateway) =>
  (await own.gateway.store.receipts())
    .filter(({ outcome }) => outcome === 'left')
    .map(({ destination, findings }) => `${destination}: ${findings[0]?.message}`);

describe.runIf(posix)('what is no file', () => {
  test('is never followed, told once in Files, and holds nothing up', async () => {
    const own = await openTestGateway();
    const secret = join(own.workspace, 'secret');
    writeFileSync(secret, whole, { mode: 0o600 });
    symlinkSync(secret, inbox(own, 'link.usr'));
    symlinkSync('loop', inbox(own, 'loop'));
    symlinkSync('/proc/self/environ', inbox(own, 'environ'));
    fifo(inbox(own, 'pipe.usr'));
    mkdirSync(inbox(own, 'folder.usr'));
    symlinkSync(secret, join(own.workspace, 'sent/copy.usr'));
    symlinkSync('loop.json', join(own.workspace, 'calendar/loop.json'));
    fifo(join(own.workspace, 'calendar/pipe.json'));
    own.drop('good.usr', notificationFile('0000000002', [mpanOf(2)]));
    for (const round of [1, 2]) {
      const { odd } = await own.pass();
      expect(
        odd?.map(({ folder, name, kind }) => `${folder}/${name} ${kind}`).sort(),
        `pass ${round}`,
      ).toEqual([
        'calendar/loop.json symbolic link',
        'calendar/pipe.json FIFO',
        'inbox/environ symbolic link',
        'inbox/folder.usr directory',
        'inbox/link.usr symbolic link',
        'inbox/loop symbolic link',
        'inbox/pipe.usr FIFO',
        'sent/copy.usr symbolic link',
      ]);
    }
    const again = await own.reopen();
    await again.pass();
    const receipts = await again.gateway.store.receipts();
    expect(receipts.filter(({ outcome }) => outcome === 'applied').map(({ name }) => name)).toEqual(
      ['good.usr'],
    );
    expect((await leftOf(again)).length).toBe(8);
    expect(await leftOf(again)).toContain(
      'inbox/link.usr: inbox/link.usr is a symbolic link: it is left there.',
    );
    expect(readlinkSync(inbox(again, 'link.usr'))).toBe(secret);
    const link = receipts.find(({ name }) => name === 'link.usr');
    expect(link && (await whereaboutsOf(again.gateway, link)).kind).toBe('gone');
    const part = { from: 1, to: 9, withAddresses: true };
    await expect(shownPartOf(again.gateway, 'inbox/link.usr', part)).rejects.toMatchObject({
      code: 'NOT_POSSIBLE',
    });
    await expect(resubmit(again.gateway, 'link.usr', {}, act)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await again.problems()).toEqual([]);
  });

  test('a name that is no UTF-8 is told, a long one is taken in', async () => {
    const own = await openTestGateway();
    const bytes = Buffer.concat([Buffer.from(inbox(own, 'caf')), Buffer.from([0xe9])]);
    writeFileSync(bytes, whole);
    own.drop(`x.${'a'.repeat(240)}`, notificationFile('0000000002', [mpanOf(2)]));
    own.drop(`x.${'b'.repeat(240)}`, 'neither');
    const { receipts } = await own.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied', 'rejected']);
    expect(await leftOf(own)).toEqual([
      'inbox/caf%E9: inbox/caf%E9 is a file whose name is not UTF-8: it is left there.',
    ]);
    expect(existsSync(bytes)).toBe(true);
    expect(await own.problems()).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read is told', async () => {
    const own = await openTestGateway();
    chmodSync(own.drop('a.usr', whole), 0o000);
    expect((await own.pass()).odd).toMatchObject([{ name: 'a.usr', kind: 'unreadable file' }]);
  });

  test('a sub-folder is a line in Files and no alert', async () => {
    const own = await openTestGateway();
    mkdirSync(inbox(own, 'theirs'));
    expect((await own.pass()).odd).toEqual([]);
    expect((await leftOf(own)).length).toBe(1);
  });

  test('a FIFO swapped in after the listing does not wait for its other end', async () => {
    const own = await openTestGateway({ limits: { wholeFileMaxBytes: 100 } });
    const path = own.drop('a.usr', whole);
    const { ready } = listDropped(own.gateway, new Map(), true);
    renameSync(path, join(own.workspace, 'gone'));
    fifo(path);
    const { ingest: takeIn } = await import('../../src/intake/index.ts');
    await takeIn(own.intake, ready, async () => {});
    expect(await own.gateway.store.receipts()).toEqual([]);
  });

  test('a feed of 3 GB in calendar/ is told and not read', async () => {
    const own = await openTestGateway();
    const path = own.drop('calendar/big.json', '');
    truncateSync(path, 3_000_000_000);
    own.drop('calendar/good.json', feedOf(2026, ['2026-08-12']));
    const { feeds, odd } = await own.pass();
    expect(feeds).toEqual(['good.json']);
    expect(odd).toMatchObject([{ name: 'big.json', kind: 'too large file' }]);
  });

  test('a FIFO as configuration does not hang', () => {
    const path = join(tempFolder(), 'pawl.config.json');
    fifo(path);
    expect(configFile(path).changed()).toEqual({ problem: `${path} is a FIFO` });
  });
});

describe('nothing is read where its producer can still change it', () => {
  const large = { limits: { instancesPerCommit: 2, wholeFileMaxBytes: 0 } };
  const reports = makeFlowFile({
    id: 'R1',
    records: [1, 2, 3, 4, 5].flatMap((n) => reportRecords(mpanOf(n), 'BACKSTOP FITTED')),
  });

  test('a large file overwritten after its first commit is taken in as it was claimed', async () => {
    const own = await openTestGateway(large);
    const path = own.drop('r.usr', reports);
    const { store } = own.gateway;
    const { ingest: takeIn } = await import('../../src/intake/index.ts');
    let commits = 0;
    const watched = {
      ...own.intake,
      store: {
        ...store,
        commit: async (unit: Parameters<typeof store.commit>[0]) => {
          commits += 1;
          if (commits === 1) writeFileSync(path, reports.replaceAll('FITTED', 'BROKEN'));
          return store.commit(unit);
        },
      },
    };
    await takeIn(watched, [{ folder: 'inbox', name: 'r.usr' }], async () => {});
    for (const n of [1, 5]) {
      expect(JSON.stringify(await store.journalOf(mpanOf(n)))).not.toContain('BROKEN');
    }
    await own.pass();
    // What came later under the name has an identifier that was used: it is named.
    const receipts = await store.receipts();
    expect(receipts.map(({ outcome }) => outcome)).toContain('rejected');
    expect(await own.problems()).toEqual([]);
  });

  test('a hard link does not let its producer change the archive', async () => {
    const own = await openTestGateway();
    const path = own.drop('a.usr', whole);
    const mine = join(own.workspace, 'mine');
    linkSync(path, mine);
    const { receipts } = await own.pass();
    writeFileSync(mine, 'changed');
    expect(own.read(receipts[0]!.destination)).toBe(whole);
    expect(await own.problems()).toEqual([]);
  });

  test('a handle that is still open does not reach the archive', async () => {
    const own = await openTestGateway();
    const path = own.drop('a.usr', whole);
    const handle = openSync(path, 'a');
    const { receipts } = await own.pass();
    writeSync(handle, 'more');
    closeSync(handle);
    expect(own.read(receipts[0]!.destination)).toBe(whole);
  });

  test('staging is private, and empty but for what may still be written to', async () => {
    const own = await openTestGateway();
    await own.take('a.usr', whole);
    const folder = stagingFolder(own.workspace);
    if (posix) expect(statSync(folder).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(3) }]));
    expect(readdirSync(folder)).toHaveLength(1);
    writeFileSync(join(folder, 'a'.repeat(32)), 'of a gateway that was killed');
    const again = await own.reopen({ quietPeriodMs: 0 });
    await again.pass();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what comes later under a name', () => {
  const rows = (ns: readonly number[]) => notificationsCsv(ns.map((n) => ({ mpan: mpanOf(n) })));
  const rest = rows([3, 4]).split('\r\n').slice(1).join('\r\n');

  test('a CSV whose writer pauses is taken in to its end', async () => {
    const own = await openTestGateway();
    const handle = openSync(own.drop('n.csv', ''), 'a');
    writeSync(handle, rows([1, 2]));
    await own.pass();
    expect(own.files('inbox')).toEqual([]);
    writeSync(handle, rest);
    closeSync(handle);
    const again = await own.reopen();
    await again.pass();
    await again.pass();
    expect((await again.replayed()).checks.map(({ mpan }) => mpan)).toEqual(
      [1, 2, 3, 4].map(mpanOf),
    );
    expect(again.files('inbox')).toEqual([]);
    expect(await again.problems()).toEqual([]);
  });

  test('a writer that opens the name again brings a file of its own, which is named', async () => {
    const own = await openTestGateway();
    own.drop('n.csv', rows([1, 2]));
    await own.pass();
    appendFileSync(inbox(own, 'n.csv'), rest);
    const { receipts } = await own.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['rejected']);
  });

  test('what stood still goes after the quiet period, at once where it is to be erased', async () => {
    const own = await openTestGateway({ quietPeriodMs: 60_000 });
    await own.take('n.csv', rows([1]));
    await lookAgain(own.gateway);
    expect(readdirSync(stagingFolder(own.workspace))).toHaveLength(1);
    await lookAgain(own.gateway, true);
    expect(readdirSync(stagingFolder(own.workspace))).toEqual([]);
  });

  test('no two receipts name one destination, however often a name is used', async () => {
    const own = await openTestGateway();
    for (let n = 1; n <= 40; n += 1) {
      await own.take('same.usr', notificationFile(String(n).padStart(10, '0'), [mpanOf(n)]));
      if (n % 2 === 0) await own.take('same.usr', `broken ${n}|`);
    }
    const places = (await own.gateway.store.receipts()).map(({ destination }) => destination);
    expect(new Set(places).size).toBe(places.length);
    expect(await own.problems()).toEqual([]);
  });
});

describe('temporary files and names from outside', () => {
  test.runIf(posix)('a guessed link in outbox/ is not written through', async () => {
    const folder = tempFolder();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'configuration');
    symlinkSync(victim, join(folder, `.a.usr.${process.pid}.pawl.tmp`));
    symlinkSync(victim, join(folder, 'a.usr'));
    writeWhole(join(folder, 'a.usr'), 'flow');
    expect(lstatSync(join(folder, 'a.usr')).isFile()).toBe(true);
    expect(String(execFileSync('cat', [victim]))).toBe('configuration');
  });

  test('our own probes are swept in every folder', async () => {
    const own = await openTestGateway();
    const folders = ['inbox', 'sent', 'outbox', 'archive', 'calendar', 'alerts', 'data'];
    for (const name of folders) own.drop(`${name}/.probe.4999999.pawl.tmp`, '');
    own.drop('data/.restoring.4999999.pawl.tmp', 'half');
    own.drop('data/.restoring.4999999.pawl.tmp-wal', '');
    await own.pass();
    expect(own.files()).toEqual([]);
    expect(readdirSync(join(own.workspace, 'data')).filter((name) => name.startsWith('.'))).toEqual(
      [],
    );
  });

  test.each(['.', '..', 'x/../..', '../data', 'outbox/x/../..', 'rejected/..', 'a\\..\\b', ''])(
    'resubmit and requeue of "%s" are refused and move nothing',
    async (name) => {
      const own = await openTestGateway();
      await own.take('bad.usr', 'broken|');
      const before = own.files();
      await expect(resubmit(own.gateway, name, {}, act)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(requeue(own.gateway, [name], act)).rejects.toMatchObject({
        hint: expect.stringMatching(/name/),
      });
      await own.pass();
      expect(own.files()).toEqual(before);
    },
  );

  test.runIf(posix)('a folder or link in rejected/ is not requeued', async () => {
    const own = await openTestGateway();
    await own.pass();
    mkdirSync(join(own.workspace, 'rejected/folder'));
    symlinkSync('/etc/passwd', join(own.workspace, 'rejected/link'));
    for (const name of ['folder', 'link', 'rejected/link']) {
      await expect(requeue(own.gateway, [name], act)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await sweepResubmissions(own.gateway);
    expect(readdirSync(join(own.workspace, 'inbox'))).toEqual([]);
  });
});

test('a file in inbox/ does not wait behind all that lies in sent/', async () => {
  const own = await openTestGateway({ limits: { filesPerCommit: 10 } });
  for (let n = 0; n < 200; n += 1) own.drop(`sent/s${n}.usr`, `${n}|`);
  own.drop('a.usr', whole);
  const { ready } = listDropped(own.gateway, new Map(), true);
  expect(ready.findIndex(({ name }) => name === 'a.usr')).toBe(10);
});
