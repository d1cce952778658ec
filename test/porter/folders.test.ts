/** Files brought from folders elsewhere, and taken there: what lies there may be anything. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPorter, type PorterTrouble } from '../../src/porter/index.ts';
import { createLog } from '../../src/log.ts';
import { sha256Of } from '../../src/files/index.ts';
import { makeFlowFile, mpanOf, notificationFile, reportRecords } from '../support/flow-files.ts';
import { openTestGateway, tempFolder, type TestGateway } from '../support/workspace.ts';

const one = notificationFile('0000000001', [mpanOf(1)]);
const posix = process.platform !== 'win32';

interface Elsewhere {
  readonly own: TestGateway;
  readonly source: string;
  /** One round. */
  readonly bring: () => Promise<readonly PorterTrouble[]>;
  readonly takeOut: () => Promise<readonly PorterTrouble[]>;
  readonly put: (name: string, content: string) => void;
}

async function openElsewhere(
  pickUp: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
): Promise<Elsewhere> {
  const source = tempFolder();
  const settingsOfAll = {
    pickUps: [{ name: 'dtn', from: source, quietMs: 0, ...pickUp }],
    ...settings,
  };
  const own = await openTestGateway(settingsOfAll);
  const porter = (): ReturnType<typeof openPorter> =>
    openPorter({
      workspace: own.workspace,
      config: () => own.gateway.config,
      log: createLog('silent', 'none'),
      tell: () => undefined,
      onBrought: () => undefined,
    });
  return {
    own,
    source,
    bring: () => porter().bring(),
    takeOut: () => porter().takeOut(),
    put: (name, content) => writeFileSync(join(source, name), content),
  };
}

const inbox = ({ own }: Elsewhere): string[] => own.files('inbox');

describe('a pick-up', () => {
  test('brings what lies there, and takes it away there', async () => {
    const there = await openElsewhere();
    there.put('one.usr', one);
    expect(await there.bring()).toEqual([]);
    expect(readdirSync(there.source)).toEqual([]);
    expect(there.own.read('inbox/one.usr')).toBe(one);
    const { receipts } = await there.own.pass();
    expect(receipts).toMatchObject([{ name: 'one.usr', outcome: 'applied' }]);
    expect(readdirSync(join(there.own.workspace, 'data', 'porter'))).toEqual([]);
  });

  test('moves it into a folder there, where that is wanted, under a name that is free', async () => {
    const there = await openElsewhere({ moveTo: 'done' });
    there.put('one.usr', one);
    await there.bring();
    there.put('one.usr', notificationFile('0000000002', [mpanOf(2)]));
    await there.bring();
    const done = readdirSync(join(there.source, 'done'));
    expect(done.filter((name) => name.endsWith('one.usr'))).toHaveLength(2);
    expect(readFileSync(join(there.source, 'done', 'one.usr'), 'latin1')).toBe(one);
    expect(inbox(there)).toEqual(['one.usr', 'one~2.usr']);
  });

  test('waits until a file stands still, and for what producers set apart', async () => {
    const there = await openElsewhere({ quietMs: 150 });
    const path = join(there.source, 'slow.csv');
    writeFileSync(path, 'mpan');
    there.put('.hidden.usr', one);
    there.put('one.usr.tmp', one);
    there.put('one.PART', one);
    const done = new AbortController();
    const writing = (async () => {
      while (!done.signal.aborted) {
        appendFileSync(path, ',x');
        await sleep(20);
      }
    })();
    expect(await there.bring()).toEqual([]);
    expect(inbox(there)).toEqual([]);
    done.abort();
    await writing;
    await there.bring();
    expect(inbox(there)).toEqual(['slow.csv']);
    expect(readdirSync(there.source).sort()).toEqual(['.hidden.usr', 'one.PART', 'one.usr.tmp']);
  });

  test.runIf(posix)('follows no link, enters no folder, and names what it leaves', async () => {
    const there = await openElsewhere({}, { limits: { fileSizeMaxBytes: 5_000 } });
    const secret = join(tempFolder(), 'secret');
    writeFileSync(secret, one);
    symlinkSync(secret, join(there.source, 'link.usr'));
    mkdirSync(join(there.source, 'folder'));
    there.put('large.usr', 'x');
    truncateSync(join(there.source, 'large.usr'), 10_000_000_000);
    there.put('one.usr', one);
    const [left] = await there.bring();
    expect(left).toMatchObject({ code: 'PICK_UP_LEFT', about: 'dtn' });
    expect(left?.detail).toMatch(/link\.usr|large\.usr/);
    expect(left?.detail).toContain('and 1 more');
    expect(inbox(there)).toEqual(['one.usr']);
    expect(readdirSync(there.source).sort()).toEqual(['folder', 'large.usr', 'link.usr']);
  });

  test.runIf(posix)('gives every name a form that can be told and kept', async () => {
    const there = await openElsewhere();
    const odd = [
      Buffer.from([0x63, 0xe9, 0x2e, 0x75, 0x73, 0x72]),
      Buffer.from('tab\tand\nline\u202e.usr'),
      Buffer.from('back\\slash.usr'),
      Buffer.from(`${'ä'.repeat(125)}.usr`),
      Buffer.from('CON.usr'),
      Buffer.from('end. '),
      Buffer.from('50%25.usr'),
    ];
    for (const [index, name] of odd.entries()) {
      const text = notificationFile(`000000010${index}`, [mpanOf(index + 1)]);
      writeFileSync(Buffer.concat([Buffer.from(`${there.source}/`), name]), text);
    }
    const [left] = await there.bring();
    // Which on Windows is a path: such a name is used nowhere.
    expect(left?.detail).toContain('its name leads elsewhere');
    expect(readdirSync(there.source)).toEqual(['back\\slash.usr']);
    const names = inbox(there);
    expect(names).toHaveLength(6);
    for (const name of names) {
      expect(name).toMatch(/^[^\p{C}<>:"|?*\\]+$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
    }
    expect(names).toContain('c%E9.usr');
    expect(names).toContain('_CON.usr');
    const { receipts } = await there.own.pass();
    expect(receipts.map(({ outcome }) => outcome)).toEqual(names.map(() => 'applied'));
  });

  test('keeps apart what two of them bring under one name', async () => {
    const [first, second] = [tempFolder(), tempFolder()];
    const own = await openElsewhere(
      {},
      {
        pickUps: [
          { name: 'first', from: first, quietMs: 0 },
          { name: 'second', from: second, quietMs: 0, into: 'inbox' },
        ],
      },
    );
    writeFileSync(join(first, 'one.usr'), one);
    writeFileSync(join(second, 'one.usr'), notificationFile('0000000002', [mpanOf(2)]));
    await own.bring();
    expect(inbox(own)).toHaveLength(2);
    expect((await own.own.pass()).receipts.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'applied',
    ]);
  });

  test('a place that is away keeps nobody else waiting, and is named', async () => {
    const there = await openElsewhere();
    const away = tempFolder();
    const two = await openElsewhere(
      {},
      {
        pickUps: [
          { name: 'away', from: join(away, 'gone'), quietMs: 0 },
          { name: 'here', from: there.source, quietMs: 0 },
        ],
      },
    );
    there.put('one.usr', one);
    expect(await two.bring()).toMatchObject([
      { code: 'PICK_UP_WAITS', about: 'away', detail: expect.stringContaining('it is not there') },
    ]);
    expect(inbox(two)).toEqual(['one.usr']);
  });

  test('a folder of the workspace itself is none to bring from', async () => {
    const there = await openElsewhere();
    const { workspace } = there.own;
    const again = await there.own.reopen({
      pickUps: [{ name: 'loop', from: join(workspace, 'inbox'), quietMs: 0 }],
    });
    const porter = openPorter({
      workspace,
      config: () => again.gateway.config,
      log: createLog('silent', 'none'),
      tell: () => undefined,
      onBrought: () => undefined,
    });
    const [waits] = await porter.bring();
    expect(waits?.detail).toContain('a folder of this workspace');
  });

  test.runIf(posix && process.getuid?.() !== 0)(
    'what cannot be read is left and named',
    async () => {
      const there = await openElsewhere();
      there.put('shut.usr', one);
      chmodSync(join(there.source, 'shut.usr'), 0);
      there.put('two.usr', notificationFile('0000000002', [mpanOf(2)]));
      const [left] = await there.bring();
      expect(left?.detail).toContain('shut.usr');
      expect(inbox(there)).toEqual(['two.usr']);
    },
  );

  test('many files take one look at the place', async () => {
    const there = await openElsewhere();
    const many = 120;
    for (let n = 0; n < many; n += 1) there.put(`f${n}.txt`, `file ${n}`);
    await there.bring();
    expect(inbox(there)).toHaveLength(many);
    expect(readdirSync(there.source)).toEqual([]);
  });
});

describe('whose files count', () => {
  const stranger = makeFlowFile({
    from: ['M', 'MOPY'],
    records: reportRecords(mpanOf(1), 'BACKSTOP FITTED'),
  });

  test('a flow of another sender is set aside, and named with its pick-up', async () => {
    const there = await openElsewhere({ senders: ['MOPX'] });
    there.put('stranger.usr', stranger);
    there.put(
      'known.usr',
      makeFlowFile({ id: '0000000102', records: reportRecords(mpanOf(2), 'BACKSTOP FITTED') }),
    );
    await there.bring();
    const { receipts } = await there.own.pass();
    const about = receipts.find(({ name }) => name === 'stranger.usr');
    expect(about).toMatchObject({
      outcome: 'set-aside',
      sender: 'MOPY',
      findings: [{ code: 'SENDER_NOT_ALLOWED' }],
    });
    expect(about?.findings[0]?.message).toBe(
      'The file is from "MOPY", and only files of MOPX count that the pick-up "dtn" brings: ' +
        'it is set aside and touches no check.',
    );
    expect(receipts.find(({ name }) => name === 'known.usr')?.outcome).not.toBe('set-aside');
  });

  test('what names no sender does not count either', async () => {
    const there = await openElsewhere({ senders: ['MOPX'] });
    there.put('appointments.csv', 'mpan,supplier\n1,SUPP\n');
    await there.bring();
    const { receipts } = await there.own.pass();
    expect(receipts).toMatchObject([
      { outcome: 'set-aside', findings: [{ code: 'SENDER_NOT_ALLOWED' }] },
    ]);
  });

  test('that is remembered for what lies in inbox/ when the configuration changes', async () => {
    const there = await openElsewhere({ senders: ['MOPX'] });
    there.put('stranger.usr', stranger);
    await there.bring();
    const again = await there.own.reopen({ pickUps: [] });
    expect((await again.pass()).receipts).toMatchObject([{ outcome: 'set-aside' }]);
  });

  test('and is forgotten with the file: what comes by hand under its name counts', async () => {
    const there = await openElsewhere({ senders: ['MOPX'] });
    there.put('stranger.usr', stranger);
    await there.bring();
    await there.own.pass();
    const [receipt] = (await there.own.gateway.store.receipts()).slice(-1);
    expect(receipt?.outcome).toBe('set-aside');
    await there.bring();
    expect(readdirSync(join(there.own.workspace, 'data', 'porter', 'senders'))).toEqual([]);
    const byHand = await there.own.take('stranger.usr', stranger);
    expect(byHand.findings.map(({ code }) => code)).not.toContain('SENDER_NOT_ALLOWED');
  });
});

describe('outboxTo', () => {
  const open = async () => {
    const to = tempFolder();
    const there = await openElsewhere({}, { outboxTo: { to } });
    return { ...there, to };
  };
  const shown = (to: string): string[] => readdirSync(to).filter((name) => !name.startsWith('.'));

  test('takes each file there once, with its bytes', async () => {
    const there = await open();
    there.own.drop('outbox/one.usr', one);
    expect(await there.takeOut()).toEqual([]);
    expect(shown(there.to)).toEqual(['one.usr']);
    expect(readFileSync(join(there.to, 'one.usr'), 'latin1')).toBe(one);
    expect(there.own.files('outbox')).toEqual([]);
    renameSync(join(there.to, 'one.usr'), join(there.to, '.taken'));
    expect(await there.takeOut()).toEqual([]);
    expect(shown(there.to)).toEqual([]);
  });

  test('a name that something else has there is told, and all others go', async () => {
    const there = await open();
    writeFileSync(join(there.to, 'one.usr'), 'something else');
    there.own.drop('outbox/one.usr', one);
    there.own.drop('outbox/two.usr', notificationFile('0000000002', [mpanOf(2)]));
    const [waits] = await there.takeOut();
    expect(waits).toMatchObject({ code: 'OUTBOX_WAITS', about: '' });
    expect(waits?.detail).toContain('something else has its name there');
    expect(readFileSync(join(there.to, 'one.usr'), 'utf8')).toBe('something else');
    expect(there.own.files('outbox')).toEqual(['one.usr']);
    expect(shown(there.to)).toEqual(['one.usr', 'two.usr']);
  });

  test('nothing is written into the empty folder that a share leaves behind', async () => {
    const there = await open();
    there.own.drop('outbox/one.usr', one);
    await there.takeOut();
    rmSync(there.to, { recursive: true });
    mkdirSync(there.to);
    there.own.drop('outbox/two.usr', notificationFile('0000000002', [mpanOf(2)]));
    const [waits] = await there.takeOut();
    expect(waits?.detail).toContain('the share is not mounted, or it is another folder');
    expect(readdirSync(there.to)).toEqual([]);
    expect(there.own.files('outbox')).toEqual(['two.usr']);
    rmSync(join(there.own.workspace, 'data', 'porter', 'out-place.json'));
    expect(await there.takeOut()).toEqual([]);
    expect(shown(there.to)).toEqual(['two.usr']);
  });

  test('a folder that is gone is told, and the files wait', async () => {
    const there = await open();
    rmSync(there.to, { recursive: true });
    onTestFinished(() => rmSync(there.to, { recursive: true, force: true }));
    there.own.drop('outbox/one.usr', one);
    const [waits] = await there.takeOut();
    expect(waits?.detail).toContain('it is not there');
    expect(existsSync(join(there.own.workspace, 'outbox', 'one.usr'))).toBe(true);
  });
});

test('a file that changes after it was brought stays, and is brought too', async () => {
  const there = await openElsewhere({ quietMs: 0 });
  there.put('one.usr', one);
  await there.bring();
  // The same name, size and time: the digest tells.
  const other = notificationFile('0000000002', [mpanOf(2)]);
  expect(other.length).toBe(one.length);
  there.put('one.usr', other);
  const at = new Date('2026-08-01T00:00:00Z');
  utimesSync(join(there.source, 'one.usr'), at, at);
  await there.bring();
  expect(inbox(there)).toEqual(['one.usr', 'one~2.usr']);
  expect(there.own.read('inbox/one~2.usr')).toBe(other);
});

test('after a kill, what came meanwhile under the name of a copy stays', async () => {
  const there = await openElsewhere();
  const kept = join(there.own.workspace, 'data', 'porter');
  mkdirSync(kept, { recursive: true });
  const copy = `in-dtn.${'0'.repeat(32)}.copy`;
  writeFileSync(join(kept, copy), one);
  const { size, mtimeMs } = { size: one.length, mtimeMs: 0 };
  const note = { at: there.source, name: 'one.usr', size, mtimeMs, sha256: sha256Of(one), copy };
  writeFileSync(join(kept, 'in-dtn.json'), JSON.stringify([note]));
  const other = notificationFile('0000000002', [mpanOf(2)]);
  there.own.drop('one.usr', other);
  expect(await there.bring()).toEqual([]);
  expect(there.own.read('inbox/one.usr')).toBe(other);
  expect(there.own.read('inbox/one~2.usr')).toBe(one);
});

test('a copy that was placed and lies there still, as a kill may leave it, counts once', async () => {
  const there = await openElsewhere();
  await there.own.take('one.usr', one);
  const kept = join(there.own.workspace, 'data', 'porter');
  mkdirSync(kept, { recursive: true });
  const copy = `in-dtn.${'0'.repeat(32)}.copy`;
  writeFileSync(join(kept, copy), one);
  const of = { at: there.source, name: 'one.usr', size: one.length, mtimeMs: 0 };
  const note = { ...of, sha256: sha256Of(one), copy };
  writeFileSync(join(kept, 'in-dtn.json'), JSON.stringify([note]));
  expect(await there.bring()).toEqual([]);
  expect((await there.own.pass()).receipts).toMatchObject([{ outcome: 'duplicate' }]);
});
