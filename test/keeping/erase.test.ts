import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { EngineError } from '../../src/engine-error.ts';
import { decide } from '../../src/gateway/index.ts';
import { eraseMpan, exportMpan, verify } from '../../src/keeping/index.ts';
import {
  badMpanOf,
  detailsFile,
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportFile,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { filesIn, openTestGateway, type TestGateway } from '../support/workspace.ts';

const mpan = mpanOf(1);
const other = mpanOf(2);
const act = { who: 'anne', reason: 'the customer asked' };
/** What only stands in records, addresses and free text of the MPAN. */
const words = ['7 PRIVATE LANE', 'MR SECRET', 'QQ9 9QQ', 'PRIV000001', 'seen by Mr Jones'];

/** One MPAN through a whole check, in files it shares with another whose check stays open. */
async function closedCheck(): Promise<TestGateway> {
  const own = await openTestGateway({ send: 'automatic' });
  const csv = notificationsCsv([{ mpan }, { mpan: other }])
    .replace('1 High Street', '7 PRIVATE LANE')
    .replace('ZZ1 1ZZ', 'QQ9 9QQ');
  const meter = `OLD${mpan.slice(5, 12)}`;
  await own.take('n.csv', csv.replaceAll(meter, 'PRIV000001'));
  const report = (id: string, createdAt: string, secret: string, records: string[] = []) =>
    makeFlowFile({
      id,
      createdAt,
      records: [...reportRecords(mpan, secret), ...reportRecords(other, 'NOT SURE'), ...records],
    }).replaceAll(meter, 'PRIV000001');
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take(
    'r.usr',
    report('0000000101', '20260806100000', 'BACKSTOP FITTED, SPOKE TO MR SECRET'),
  );
  own.clock.set('2026-08-07T12:00:00Z');
  const bad = reportRecords(badMpanOf(3), 'BACKSTOP FITTED');
  const late = report('0000000102', '20260807100000', 'BACKSTOP FITTED. SPOKE TO MR SECRET', bad);
  await own.take('late.usr', late);
  for (const name of own.files('outbox')) rmSync(join(own.workspace, 'outbox', name));
  return own;
}

const everything = (own: TestGateway): string =>
  filesIn(own.workspace)
    .filter((name) => !/-shm$|\.lock$/.test(name))
    .map((name) => readFileSync(join(own.workspace, name), 'latin1'))
    .join('\n');

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: EngineError) => error.code,
  );

test('after an erasure no byte of what was said is left, in the store or in any file', async () => {
  const own = await closedCheck();
  writeFileSync(
    join(own.workspace, 'reports', 'queue.csv'),
    `a,b\r\n${mpan},MR SECRET\r\n${other},kept\r\n`,
  );
  writeFileSync(
    join(own.workspace, 'reports', 'all.json'),
    JSON.stringify({
      rows: [
        { mpan, says: 'MR SECRET' },
        { mpan: other, says: 'kept' },
      ],
    }),
  );
  const before = everything(own);
  for (const word of words.slice(0, 4)) expect(before, word).toContain(word);
  await eraseMpan(own.gateway, mpan, act);
  const after = everything(own);
  for (const word of words) expect(after, word).not.toContain(word);
  expect(own.read('reports/queue.csv')).toBe(`a,b\r\n${other},kept\r\n`);
  expect(JSON.parse(own.read('reports/all.json'))).toEqual({
    rows: [{ mpan: other, says: 'kept' }],
  });
  expect(await own.problems()).toEqual([]);
});

test('nor of what an unclear report said, by which the work queue was sorted', async () => {
  const own = await openTestGateway({ send: 'approve' });
  await own.take('n.csv', notificationsCsv([{ mpan }, { mpan: other }]));
  await own.take('sent/q.usr', requestFile('Q1', [mpan, other]));
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('r.usr', reportFile('R1', [mpan], 'SECRET GATE CODE', '20260806100000'));
  expect(everything(own)).toContain('secret gate code');
  await decide(own.gateway, mpan, { name: 'decide', decision: 'has' }, act);
  await eraseMpan(own.gateway, mpan, act);
  expect(everything(own)).not.toMatch(/secret gate code/i);
  expect(await own.problems()).toEqual([]);
});

describe('what the search finds, the erasure finds', () => {
  const spaced = `${mpan.slice(0, 2)} ${mpan.slice(2, 6)} ${mpan.slice(6, 10)} ${mpan.slice(10)}`;
  const csv = (number: string): string =>
    `mpan,notifiedOn,source\r\n${number},MR SECRET,distributor\r\n${other},KEPT WORDS,distributor\r\n`;
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

  const wide = (number: string): string =>
    number
      .replaceAll(/[-./0-9]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfe_e0))
      .replaceAll(' ', '\u3000');
  const ideographic = spaced.replaceAll(' ', '\u3000');

  test.each([
    ['typed in groups of digits', csv(spaced)],
    ['in groups with a wide gap', csv(spaced.replaceAll(' ', '     '))],
    ['in groups with no-break spaces', csv(spaced.replaceAll(' ', '\u00a0'))],
    ['in UTF-16, little end first', utf16(csv(mpan))],
    ['in UTF-16, big end first', utf16(csv(spaced)).swap16()],
    ['in full-width digits', csv(wide(mpan))],
    ['in full-width digits, some of them only', csv(mpan.slice(0, 6) + wide(mpan.slice(6)))],
    ['in groups of full-width digits', csv(wide(spaced))],
    ['in full-width digits, in quotation marks', csv(`"${wide(spaced)}"`)],
    ['in full-width digits, UTF-16, little end first', utf16(csv(wide(mpan)))],
    ['in full-width digits, UTF-16, big end first', utf16(csv(wide(mpan))).swap16()],
    ['in groups of full-width digits, UTF-16, little end first', utf16(csv(wide(spaced)))],
    ['in groups of full-width digits, UTF-16, big end first', utf16(csv(wide(spaced))).swap16()],
    ['with ideographic spaces', csv(ideographic)],
    ['with ideographic spaces, UTF-16, little end first', utf16(csv(ideographic))],
    ['with ideographic spaces, UTF-16, big end first', utf16(csv(ideographic)).swap16()],
    ['with ideographic spaces around', utf16(csv(`\u3000${ideographic}\u3000`))],
    ['without a mark, UTF-16, little end first', utf16(csv(ideographic)).subarray(2)],
    [
      'without a mark, UTF-16, big end first',
      utf16(csv(wide(mpan)))
        .swap16()
        .subarray(2),
    ],
  ])('%s', async (_name, content) => {
    const own = await closedCheck();
    const receipt = await own.take('hand.csv', content);
    expect(receipt.outcome).toBe('rejected');
    const find = () => own.gateway.store.search('file', { mpan }, null, 50);
    expect((await find()).found.map(({ path }) => path)).toContain(receipt.destination);
    const { files } = await eraseMpan(own.gateway, mpan, act);
    expect(files).toContain(receipt.destination);
    const left = everything(own).replaceAll('\0', '');
    expect(left).not.toContain('MR SECRET');
    expect(left).toContain('KEPT WORDS');
    expect(await own.problems()).toEqual([]);
  });

  // Whoever types a number into free text does it in ways that no search is made for.
  test.each([
    '\u3000',
    '\u200b',
    '\u2060',
    '\u2011',
    '\u00ad',
    '-',
    '.',
    '/',
    '\t',
    '\v',
    '\f',
    ' - ',
  ])('typed with %j between its groups, in UTF-8 and in UTF-16', async (between) => {
    const own = await closedCheck();
    const typed = csv(spaced.replaceAll(' ', between));
    const files = [await own.take('hand.csv', typed)];
    files.push(await own.take('hand16.csv', utf16(typed)));
    files.push(await own.take('hand61.csv', utf16(typed).swap16()));
    const erased = await eraseMpan(own.gateway, mpan, act);
    for (const { destination } of files) expect(erased.files).toContain(destination);
    const left = everything(own).replaceAll('\0', '');
    expect(left).not.toContain('MR SECRET');
    expect(left).toContain('KEPT WORDS');
  });

  test.each(['-', '.', '/', '\uff0e'])(
    'in full-width digits with %j between, in UTF-8 and in UTF-16',
    async (between) => {
      const own = await closedCheck();
      const typed = csv(wide(mpan.replace(/^\d{6}/, `$&${between}`)));
      const files = [await own.take('hand.csv', typed)];
      // The second byte of a wide hyphen is a line end to whoever counts the lines of a CSV.
      if (between !== '-') {
        files.push(await own.take('hand16.csv', utf16(typed)));
        files.push(await own.take('hand61.csv', utf16(typed).swap16()));
      }
      const erased = await eraseMpan(own.gateway, mpan, act);
      for (const { destination } of files) expect(erased.files).toContain(destination);
      expect(everything(own).replaceAll('\0', '')).not.toContain('MR SECRET');
    },
  );

  test('a longer number of full width is another, whichever way its bytes are read', async () => {
    const own = await closedCheck();
    const longer = [`${mpan}7`, `7${mpan}`].map((number) => csv(wide(number)));
    const files = longer.flatMap((text) => [text, utf16(text), utf16(text).swap16()]);
    const places: string[] = [];
    for (const [n, content] of files.entries()) {
      places.push((await own.take(`long${n}.csv`, content)).destination);
    }
    const { found } = await own.gateway.store.search('file', { mpan }, null, 50);
    const { files: written } = await eraseMpan(own.gateway, mpan, act);
    for (const place of places) {
      expect(found.map(({ path }) => path)).not.toContain(place);
      expect(written).not.toContain(place);
    }
  });

  test('in the name of a file: of one that names nobody else all is blank', async () => {
    const own = await closedCheck();
    const about = await own.take(`${mpan} visit.csv`, 'note\r\nMR SECRET was out\r\n');
    const shared = await own.take(`list ${spaced}.csv`, `note\r\n${other}: KEPT WORDS\r\n`);
    await eraseMpan(own.gateway, mpan, act);
    expect(own.read(about.destination)).toBe('\r\n\r\n');
    expect(own.read(shared.destination)).toContain('KEPT WORDS');
    expect(await own.problems()).toEqual([]);
  });

  test('beside findings that Pawl did not write', async () => {
    const own = await closedCheck();
    own.drop('rejected/x.findings.json', `{ half a file of ${mpan}, MR SECRET\n`);
    own.drop('rejected/y.findings.json', JSON.stringify({ findings: `${mpan} MR SECRET` }));
    await eraseMpan(own.gateway, mpan, act);
    expect(everything(own)).not.toContain('MR SECRET');
  });
});

test('half-written files of a process that was killed are swept, wherever they lie', async () => {
  const own = await closedCheck();
  const left = `.${'0'.repeat(32)}.999999999.pawl.tmp`;
  const old = `archive/2019/01/${left}`;
  for (const month of ['2019/01', '2020/01']) {
    mkdirSync(join(own.workspace, 'archive', month), { recursive: true });
  }
  for (const place of [old, `archive/2026/08/${left}`, `rejected/${left}`]) {
    writeFileSync(join(own.workspace, place), 'MR SECRET');
  }
  const again = await own.reopen();
  await again.pass();
  expect(again.files().filter((name) => name.endsWith('.pawl.tmp'))).toEqual([old]);
  await eraseMpan(again.gateway, mpan, act);
  expect(again.files().filter((name) => name.endsWith('.pawl.tmp'))).toEqual([]);
});

test('the files keep their lines, and what they say of other MPANs', async () => {
  const own = await closedCheck();
  const before = own.read('archive/2026/08/r.usr').split('\r\n');
  const csv = own.read('archive/2026/08/n.csv').split('\r\n');
  const erased = await eraseMpan(own.gateway, mpan, act);
  expect(erased.files).toEqual(
    expect.arrayContaining(['archive/2026/08/n.csv', 'archive/2026/08/r.usr']),
  );
  const after = own.read('archive/2026/08/r.usr').split('\r\n');
  expect(after.slice(0, 5)).toEqual([before[0], '004|', '005|', '006|', before[4]]);
  expect(after.slice(4)).toEqual(before.slice(4));
  expect(own.read('archive/2026/08/n.csv').split('\r\n')).toEqual([csv[0], '', ...csv.slice(2)]);
  const changes = await own.gateway.store.fileChanges();
  const receipt = (await own.gateway.store.receipts()).find(({ name }) => name === 'r.usr')!;
  // The receipt keeps the digest of what was received, and the new one stands beside it.
  expect(changes.get(receipt.id)).toMatchObject({ why: 'erased' });
  expect(changes.get(receipt.id)?.sha256).not.toBe(receipt.sha256);
  const texts = (await own.gateway.store.outbox()).map(({ text }) => text);
  expect(texts.join()).not.toContain(mpan);
  expect(texts.join()).toContain(other);
});

test('dates and outcome stay, in lists, in an export and in the snapshot, and say they are left', async () => {
  const own = await closedCheck();
  const { store } = own.gateway;
  const check = (await store.checks({ mpan }))[0]!;
  expect(check).toMatchObject({ state: 'closed', outcome: 'backstopPresent' });
  const before = await exportMpan(own.gateway, mpan);
  await eraseMpan(own.gateway, mpan, act);
  expect(await store.checks({ mpan })).toEqual([check]);
  const after = await exportMpan(own.gateway, mpan);
  expect(after.erased).toMatchObject(act);
  expect(after.checks[0]?.stages).toEqual(before.checks[0]?.stages);
  expect(after.checks[0]?.evidence[0]).toMatchObject({ finding: 'has', words: '[erased]' });
  const gone = after.journal.filter(({ body }) => body === null);
  expect(gone.map(({ seq }) => seq)).toEqual(before.journal.map(({ seq }) => seq));
  expect(gone.map(({ digest }) => digest)).toEqual(before.journal.map(({ digest }) => digest));
  const again = await own.reopen();
  expect(await again.problems()).toEqual([]);
});

test('a store with an erasure still shows tampering, of what is left and of what is gone', async () => {
  const own = await closedCheck();
  await eraseMpan(own.gateway, mpan, act);
  await own.close();
  const database = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'));
  database.exec(`update journal set body = replace(body, 'backstopPresent', 'meterReplaced')
    where kind = 'erased'`);
  const [row] = database.prepare(`select seq from journal where kind = 'erased'`).all();
  database.close();
  const again = await own.reopen();
  const verified = await verify(again.gateway);
  expect(verified.firstBad).toMatchObject({ seq: row?.['seq'], mpan });
  expect(verified.problems).toContain(
    `MPAN ${mpan}: the snapshot is not what the journal folds to`,
  );
});

describe('it is refused', () => {
  test('while a check is open', async () => {
    const own = await closedCheck();
    expect(await codeOf(eraseMpan(own.gateway, other, act))).toBe('NOT_POSSIBLE');
    expect(own.read('archive/2026/08/r.usr')).toContain('NOT SURE');
  });

  test('while a file with it waits in outbox/', async () => {
    const own = await closedCheck();
    const { name } = (await own.gateway.store.outbox())[0]!;
    own.drop(`outbox/${name}`, '');
    expect(await codeOf(eraseMpan(own.gateway, mpan, act))).toBe('NOT_POSSIBLE');
  });

  test('where nothing is known of the MPAN', async () => {
    const own = await closedCheck();
    expect(await codeOf(eraseMpan(own.gateway, mpanOf(9), act))).toBe('NOT_FOUND');
  });
});

describe('news of an erased MPAN', () => {
  test('that was told before is none: the same rows in another file, the same file once more', async () => {
    const own = await closedCheck();
    const late = readFileSync(join(own.workspace, 'archive/2026/08/late.usr'));
    await eraseMpan(own.gateway, mpan, act);
    const rows = notificationsCsv([{ mpan }, { mpan: mpanOf(8) }]);
    expect(await own.take('cumulative.csv', rows)).toMatchObject({ outcome: 'applied' });
    expect(await own.take('late-again.usr', late)).toMatchObject({ outcome: 'duplicate' });
    expect(await own.gateway.store.checks({ mpan })).toHaveLength(1);
    expect(await own.problems()).toEqual([]);
  });

  test('opens a new check, and the old one stays as it was', async () => {
    const own = await closedCheck();
    await eraseMpan(own.gateway, mpan, act);
    const old = (await own.gateway.store.checks({ mpan }))[0];
    own.clock.set('2026-09-01T09:00:00Z');
    await own.take('sent/new.usr', requestFile('0000000201', [mpan], '20260901090000'));
    const checks = await own.gateway.store.checks({ mpan });
    expect(checks[0]).toEqual(old);
    expect(checks[1]).toMatchObject({ sequence: 2, state: 'investigating' });
    expect(await own.problems()).toEqual([]);
  });

  test('from before its end is noted on the erased check, in any order with later news', async () => {
    const files = {
      'd.usr': detailsFile('0000000301', [mpan], '20260805170000'),
      'rows.csv': notificationsCsv([{ mpan, reference: 'ANOTHER' }]),
      'sent/asked.usr': requestFile('0000000302', [mpan], '20260806090000'),
      'no.usr': reportFile('0000000303', [mpan], 'NO BACKSTOP FITTED', '20260806093000'),
      'sent/new.usr': requestFile('0000000304', [mpan], '20260901090000'),
      'has.usr': reportFile('0000000305', [mpan], 'BACKSTOP FITTED', '20260902090000'),
    };
    const names = Object.keys(files) as (keyof typeof files)[];
    const seen: unknown[] = [];
    for (const order of [names, names.toReversed(), [...names.slice(3), ...names.slice(0, 3)]]) {
      const own = await closedCheck();
      await eraseMpan(own.gateway, mpan, act);
      own.clock.set('2026-09-03T09:00:00Z');
      for (const name of order) await own.take(name, files[name]);
      const checks = await own.gateway.store.checks({ mpan });
      expect(checks.map(({ sequence, outcome }) => [sequence, outcome])).toEqual([
        [1, 'backstopPresent'],
        [2, 'backstopPresent'],
      ]);
      expect(checks[1]?.openedOn).toBe('2026-09-01');
      const open = await own.gateway.store.exceptions({ mpan, open: true });
      expect(open.map(({ code, sequence }) => [code, sequence])).toEqual([
        ['CONTRADICTED_AFTER_CLOSURE', 1],
      ]);
      expect(await own.problems()).toEqual([]);
      const again = await own.reopen();
      expect(await again.problems()).toEqual([]);
      const stored = (await again.gateway.store.loadMpans([mpan])).get(mpan);
      seen.push({ ...stored?.state, foldedTo: null });
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });
});

test('what was interrupted after its commit is finished by doing it again', async () => {
  const own = await closedCheck();
  const path = join(own.workspace, 'archive/2026/08/r.usr');
  const bytes = readFileSync(path);
  await eraseMpan(own.gateway, mpan, act);
  writeFileSync(path, bytes);
  expect(await own.problems()).toEqual([
    'archive/2026/08/r.usr: still holds what was to be erased: run pawl erase again',
  ]);
  await eraseMpan(own.gateway, mpan, act);
  expect(everything(own)).not.toContain('MR SECRET');
  expect(await own.problems()).toEqual([]);
});
