/** A file that comes again after an MPAN in it was erased: kept as the first one is. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { stagingFolder } from '../../src/files/index.ts';
import { settle, ingest } from '../../src/intake/index.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import type { Receipt } from '../../src/store/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportRecords,
} from '../support/flow-files.ts';
import { filesIn, openTestGateway, type TestGateway } from '../support/workspace.ts';

const mpan = mpanOf(1);
const other = mpanOf(2);
const act = { who: 'anne', reason: 'the customer asked' };
const secrets = ['7 PRIVATE LANE', 'QQ9 9QQ', 'MR SECRET'];

const csv = notificationsCsv([{ mpan }, { mpan: other }])
  .replace('1 High Street', '7 PRIVATE LANE')
  .replace('ZZ1 1ZZ', 'QQ9 9QQ');
const records = [
  ...reportRecords(mpan, 'BACKSTOP FITTED, SPOKE TO MR SECRET'),
  ...reportRecords(other, 'NOT SURE'),
];
const report = makeFlowFile({ id: '0000000101', createdAt: '20260806100000', records });
const partly = makeFlowFile({
  id: '0000000102',
  createdAt: '20260806110000',
  records: [...records, ...reportRecords(badMpanOf(3), 'BACKSTOP FITTED')],
});
/** Refused whole: the trailer counts wrongly. */
const refused = report.replace('ZHV|0000000101', 'ZHV|0000000109');
/** Set aside: no operational data. */
const aside = makeFlowFile({ id: '0000000110', testFlag: 'TR01', records });
/** Refused row by row, with the cells in the findings. */
const badCsv = `mpan,notifiedOn,source\r\n${mpan},MR SECRET,distributor\r\n${other},KEPT WORDS,distributor\r\n`;

const first: Readonly<Record<string, string>> = {
  'n.csv': csv,
  'r.usr': report,
  'p.usr': partly,
  'refused.usr': refused,
  'aside.usr': aside,
  'bad.csv': badCsv,
};

type Settings = Record<string, unknown>;
const small: Settings = {};
const large: Settings = { limits: { wholeFileMaxBytes: 0 } };

/** Every kind of file taken in once, the flows sent taken away, and one of the two MPANs erased. */
async function erasedOnce(settings: Settings = small) {
  const own = await openTestGateway({ send: 'automatic', ...settings });
  await own.take('n.csv', csv);
  const sent = new Map(own.files('outbox').map((name) => [name, own.read(`outbox/${name}`)]));
  own.clock.set('2026-08-06T12:00:00Z');
  for (const [name, content] of Object.entries(first)) {
    if (name !== 'n.csv') await own.take(name, content);
  }
  for (const name of own.files('outbox')) rmSync(join(own.workspace, 'outbox', name));
  own.clock.set('2026-08-10T12:00:00Z');
  await eraseMpan(own.gateway, mpan, act);
  own.clock.set('2026-08-11T12:00:00Z');
  return { own, sent };
}

const everything = (own: TestGateway): string =>
  filesIn(own.workspace)
    .filter((name) => !/-shm$|\.lock$/.test(name))
    .map((name) => own.read(name))
    .join('\n');

describe.each([
  ['small', small],
  ['large', large],
] as const)('a %s file that comes again', (_size, settings) => {
  test('is kept as the first one is, whatever became of it', async () => {
    const { own } = await erasedOnce(settings);
    const before = new Map((await own.gateway.store.receipts()).map((one) => [one.name, one]));
    for (const [name, content] of Object.entries(first)) {
      const again = await own.take(`again-${name}`, content);
      const earlier = before.get(name)!;
      const repeats = ['rejected', 'set-aside'].includes(earlier.outcome);
      expect([name, again.outcome]).toEqual([name, repeats ? earlier.outcome : 'duplicate']);
      expect(own.read(again.destination), name).toBe(own.read(earlier.destination));
      expect(own.read(again.destination), name).toContain(other);
      const change = await own.gateway.store.fileChange(again.id);
      expect(change).toMatchObject({ why: 'erased', at: own.clock.now() });
      expect(change?.sha256).toBe((await own.gateway.store.fileChange(earlier.id))?.sha256);
    }
    const left = everything(own);
    for (const word of secrets) expect(left, word).not.toContain(word);
    expect(left).toContain('KEPT WORDS');
    expect(own.files('inbox')).toEqual([]);
    expect(await own.problems()).toEqual([]);
    expect(await (await own.reopen()).problems()).toEqual([]);
  });

  test('among other rows, or under its identifier with other bytes, leaves out what was erased', async () => {
    const { own } = await erasedOnce(settings);
    const more = notificationsCsv([{ mpan: mpanOf(5) }]).split('\r\n')[1]!;
    const cumulative = await own.take('cumulative.csv', `${csv}${more}\r\n`);
    expect(cumulative.outcome).toBe('applied');
    expect(own.read(cumulative.destination)).toBe(
      `${csv}${more}\r\n`.replace(csv.split('\r\n')[1]!, ''),
    );
    // What is told anew of the erased MPAN stays, for the journal rests on it.
    const news = notificationsCsv([{ mpan, reference: 'NEW' }]).split('\r\n')[1]!;
    const later = await own.take('later.csv', `${csv}${news}\r\n`);
    expect(own.read(later.destination)).toBe(
      `${csv}${news}\r\n`.replace(csv.split('\r\n')[1]!, ''),
    );
    const left = everything(own);
    for (const word of secrets) expect(left, word).not.toContain(word);
    expect(await own.problems()).toEqual([]);
    expect(await (await own.reopen()).problems()).toEqual([]);
  });

  test('is kept so too where another hand has emptied the index of what files name', async () => {
    const { own } = await erasedOnce(settings);
    const empty = (): void => {
      const database = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'));
      database.exec('delete from named_mpans; delete from contents');
      database.close();
    };
    const more = notificationsCsv([{ mpan: mpanOf(5) }]).split('\r\n')[1]!;
    const repeats = { ...first, 'cumulative.csv': `${csv}${more}\r\n` };
    for (const [name, content] of Object.entries(repeats)) {
      empty();
      await own.take(`again-${name}`, content);
    }
    const left = everything(own);
    for (const word of secrets) expect(left, word).not.toContain(word);
    expect(await own.problems()).toEqual([]);
  });

  test('as the copy of what this gateway sent, too', async () => {
    const { own, sent } = await erasedOnce(settings);
    expect(sent.size).toBeGreaterThan(0);
    for (const [name, content] of sent) {
      expect(content).toContain(mpan);
      const copy = await own.take(`sent/${name}`, content);
      expect(copy.outcome).toBe('duplicate');
      expect(own.read(copy.destination)).not.toContain(mpan);
      expect(own.read(copy.destination)).toContain(other);
    }
    expect(await own.problems()).toEqual([]);
  });

  test('stopped anywhere between the commit and the move, it comes out the same', async () => {
    const { own } = await erasedOnce(settings);
    own.drop('again.usr', report);
    let receipts: readonly Receipt[] = [];
    await ingest(own.intake, [{ folder: 'inbox', name: 'again.usr' }], async (taken) => {
      receipts = [...receipts, ...taken];
    });
    const [receipt] = receipts;
    expect(own.read('inbox/again.usr')).toBe(report);
    expect(await own.problems()).toEqual([]);
    // What is to become of it is remembered, and it is not put away: another start.
    const store = {
      ...own.gateway.store,
      recordFileChange: async (
        ...change: Parameters<typeof own.gateway.store.recordFileChange>
      ) => {
        await own.gateway.store.recordFileChange(...change);
        throw new Error('the power has gone');
      },
    };
    await settle({ ...own.intake, store }, [receipt!]);
    expect(own.read('inbox/again.usr')).toBe(report);
    expect(await own.gateway.store.unsettled()).toHaveLength(1);
    expect(await own.problems()).toEqual([]);
    const again = await own.reopen();
    await again.pass();
    expect(again.files('inbox')).toEqual([]);
    const whole = again.read(receipt!.destination);
    expect(whole).toBe(again.read('archive/2026/08/r.usr'));
    expect(await again.problems()).toEqual([]);
    // It lies where it belongs, and its copy has not gone.
    const copy = join(stagingFolder(again.workspace), receipt!.claim!.staged);
    writeFileSync(copy, report);
    await settle(again.intake, [receipt!]);
    expect(existsSync(copy)).toBe(false);
    expect(again.read(receipt!.destination)).toBe(whole);
    // What comes under its name since is a file of its own, kept in the same way.
    await again.take('again.usr', report);
    expect(again.files('inbox')).toEqual([]);
    expect(again.read(receipt!.destination)).toBe(whole);
    expect(await again.problems()).toEqual([]);
  });
});

test('what came after the erasure is news and stays whole, once and again', async () => {
  const { own } = await erasedOnce();
  const news = notificationsCsv([{ mpan, on: '2026-08-11', reference: 'R2' }]);
  expect(await own.take('news.csv', news)).toMatchObject({ outcome: 'applied' });
  const again = await own.take('again.csv', news);
  expect(again.outcome).toBe('duplicate');
  expect(own.read(again.destination)).toBe(news);
  // A refused file that was never here is whole too, or nobody could correct it.
  const bad = await own.take('other.csv', badCsv.replace('KEPT', 'OTHER'));
  expect(bad.outcome).toBe('rejected');
  expect(own.read(bad.destination)).toContain('MR SECRET');
  expect(await own.gateway.store.fileChange(bad.id)).toBeNull();
  expect(await own.problems()).toEqual([]);
});

test('a file that names no erased MPAN is moved as it came', async () => {
  const { own } = await erasedOnce();
  const others = notificationsCsv([{ mpan: mpanOf(5) }]);
  await own.take('others.csv', others);
  const again = await own.take('again.csv', others);
  expect(own.read(again.destination)).toBe(others);
  expect(await own.gateway.store.fileChange(again.id)).toBeNull();
});

test('a search says what became of it', async () => {
  const { own } = await erasedOnce();
  const again = await own.take('again.usr', report);
  const { found } = await own.gateway.store.search('file', { file: 'again.usr' }, null, 10);
  expect(found).toMatchObject([{ path: again.destination, says: 'duplicate, erased in part' }]);
  const named = await own.gateway.store.search('file', { mpan: other }, null, 50);
  const says = new Map(named.found.map(({ file, says: what }) => [file, what]));
  expect(says.get('r.usr')).toBe('applied, erased in part');
  expect(says.get('again.usr')).toBe('duplicate, erased in part');
});
