import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { D0002 } from '../flow/examples.ts';
import { messageOf, messagesFile } from '../support/dip-messages.ts';
import { badMpanOf, mpanOf, reportFile } from '../support/flow-files.ts';
import { workbook } from '../support/workbooks.ts';
import { freshFolder, pawl } from './pawl.ts';

const notifications = 'mpan,notifiedOn,source,reference\n1200000000020,2026-08-03,installer,1\n';

test('check tells of each file and ends with 1 only where a finding rejects', async () => {
  const folder = freshFolder();
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('good.usr'), D0002);
  writeFileSync(path('bad.usr'), D0002.replace('1000000000012', '1000000000013'));
  writeFileSync(path('rows.csv'), notifications);
  writeFileSync(path('other.usr'), D0002.replace('D0002001', 'D0301001'));
  mkdirSync(path('folder'));
  const names = ['good.usr', 'bad.usr', 'rows.csv', 'other.usr', 'missing.usr', 'folder'];

  const [all, good, text] = await Promise.all([
    pawl('check', '--json', ...names.map(path)),
    pawl('check', path('good.usr'), path('rows.csv'), path('other.usr')),
    pawl('check', path('bad.usr')),
  ]);
  const files = JSON.parse(all.out);
  expect(all.code).toBe(1);
  expect(files[0]).toEqual({
    file: path('good.usr'),
    outcome: 'accepted',
    flow: 'D0002',
    fileIdentifier: '0000000202',
    from: 'MOPX',
    to: 'SUPP',
    instances: 1,
    instancesAccepted: 1,
    findings: [],
  });
  expect(files.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'accepted',
    'rejected',
    'accepted',
    'not-in-catalogue',
    'rejected',
    'rejected',
  ]);
  expect(files[1].findings[0]).toMatchObject({
    code: 'MPAN_CHECK_DIGIT_WRONG',
    severity: 'reject',
    line: 2,
    group: '004',
    item: 'J0003',
  });
  expect(files[2]).toMatchObject({ flow: null, instances: 1, instancesAccepted: 1 });
  expect(files[4].findings[0]).toMatchObject({ code: 'FILE_UNREADABLE' });
  expect(files[5].findings[0]).toMatchObject({ code: 'FILE_UNREADABLE' });
  expect(good.code).toBe(0);
  expect(text.out).toContain('bad.usr:2 004 J0003 MPAN_CHECK_DIGIT_WRONG: ');
});

test('control characters of a file are shown, not obeyed', async () => {
  const file = join(freshFolder(), 'file.usr');
  writeFileSync(file, '\u001b[31mred\u009b1m|\n');
  const [text, json] = await Promise.all([pawl('check', file), pawl('check', '--json', file)]);
  expect(text.out).toContain(String.raw`begins with '\u001b[31mred`);
  expect(`${text.out}${json.out}`).not.toMatch(/[^\n\P{Cc}]/u);
  expect(JSON.parse(json.out)[0].findings[0].message).toContain('\u001b[31mred');
});

test('check and show read DIP messages, and name what is wrong by its JSON path', async () => {
  const folder = freshFolder();
  const path = (name: string): string => join(folder, name);
  const good = messageOf({ mpan: mpanOf(1), interfaceId: 'IF-035', response: 'A' });
  writeFileSync(path('one.json'), good);
  writeFileSync(path('two.json'), messagesFile(good, messageOf({ mpan: badMpanOf(2) })));
  writeFileSync(path('cut.json'), messagesFile(good).slice(0, -9));
  const names = ['one.json', 'two.json', 'cut.json'].map(path);
  const [all, text, shown, paged] = await Promise.all([
    pawl('check', '--json', ...names),
    pawl('check', ...names),
    pawl('show', path('one.json')),
    pawl('show', '--json', path('two.json')),
  ]);
  expect(JSON.parse(all.out)).toMatchObject([
    {
      outcome: 'accepted',
      flow: 'IF-035',
      fileIdentifier: `R-${mpanOf(1)}`,
      from: '1000000001',
      to: null,
      instances: 1,
    },
    { outcome: 'accepted', flow: null, instances: 2, instancesAccepted: 1 },
    { outcome: 'rejected', findings: [{ code: 'JSON_CUT', item: '$' }] },
  ]);
  expect(text.code).toBe(1);
  expect(text.out).toContain(
    'two.json:3 IF-033 $[1].payload.CommonBlock.M0.MPANCore MPAN_CHECK_DIGIT_WRONG: ',
  );
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.out).toMatch(/^\$ IF-035, line 1$/m);
  expect(shown.out).toMatch(/^ {2}responseCode: A \(accepted\)$/m);
  expect(JSON.parse(paged.out)).toMatchObject({ flow: null, totals: { instances: 2 } });
});

test('show says each item by name, and what codes mean', async () => {
  const file = join(freshFolder(), 'file.usr');
  writeFileSync(file, D0002);
  const [text, json, none] = await Promise.all([
    pawl('show', file),
    pawl('show', file, '--json'),
    pawl('show', `${file}.none`),
  ]);
  expect(text.code).toBe(0);
  expect(text.out).toContain('004 Metering Points Inspected');
  expect(text.out).toContain('(J0003): 1000000000012');
  expect(JSON.parse(json.out)).toMatchObject({ file, flow: 'D0002', outcome: 'accepted' });
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.err).toContain('pawl: NOT_FOUND: ');
});

test('calendar due prints the date, or that it is not covered', async () => {
  const [plain, json, cut, late, rolled, none, noneJson] = await Promise.all([
    pawl('calendar', 'due', '2026-08-03'),
    pawl('calendar', 'due', '2026-11-21', '--json'),
    pawl('calendar', 'due', '2026-08-03T16:30', '--cutoff', '17:00', '--working-days', '1'),
    pawl('calendar', 'due', '2026-08-03T17:30', '--cutoff', '17:00', '--working-days', '1'),
    pawl('calendar', 'due', '2026-11-21', '--roll-forward', '--calendar', 'scotland'),
    pawl('calendar', 'due', '2028-12-20'),
    pawl('calendar', 'due', '2026-08-03', '--calendar', 'utopia', '--json'),
  ]);
  expect(plain).toMatchObject({ code: 0, out: '2026-08-17\n', err: '' });
  expect(JSON.parse(json.out)).toEqual({
    startedOn: '2026-11-21',
    dueOn: '2026-12-04',
    dueAt: '2026-12-05T00:00:00Z',
    ruleSet: 'plain',
    calendarVersion: expect.stringContaining('england-and-wales'),
  });
  expect(cut.out).toBe('2026-08-04\n');
  expect(late.out).toBe('2026-08-05\n');
  expect(rolled.out).toBe('2026-12-08\n');
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.err).toContain('pawl: CALENDAR_NOT_COVERED: ');
  expect(noneJson.code).toBe(1);
  expect(JSON.parse(noneJson.out)).toMatchObject({ code: 'CALENDAR_NOT_COVERED' });
});

test('a mistake of usage ends with 2 and a hint', async () => {
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [['nonsense'], "unknown command 'nonsense'"],
    [['checks', '--nonsense'], "unknown option '--nonsense'"],
    [['check'], "missing required argument 'file'"],
    [['decide', '1200000000020', 'has'], '--reason'],
    [['calendar', 'due', '2026-02-30'], 'must be a date or a local time'],
    [['calendar', 'due', '2026-08-03', '--working-days', '0'], '--working-days'],
    [['explain', '1200000000021'], 'is not an MPAN'],
    [[], 'name a command'],
  ];
  for (const ended of await Promise.all(mistakes.map(([args]) => pawl(...args)))) {
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(/^pawl: USAGE: .*\n {2}hint: .*\n$/);
    expect(mistakes.filter(([, said]) => ended.err.includes(said))).toHaveLength(1);
  }
});

test('help names the commands and the exit codes', async () => {
  const [all, one, version] = await Promise.all([
    pawl('--help'),
    pawl('checks', '--help'),
    pawl('--version'),
  ]);
  expect(all.code).toBe(0);
  for (const word of ['replay', 'explain', 'requeue', 'Exit codes:', '70  a bug']) {
    expect(all.out).toContain(word);
  }
  expect(one.out).toContain('--breached');
  expect(one.out).toContain('--workspace');
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('without a workspace a command says how to make one', async () => {
  const ended = await pawl('checks', '--workspace', freshFolder());
  expect(ended.code).toBe(2);
  expect(ended.err).toContain('pawl: WORKSPACE_MISSING: ');
  expect(ended.err).toContain('pawl init');
});

test('show pages a long file, as explain pages a long history', async () => {
  const file = join(freshFolder(), 'long.usr');
  const mpans = Array.from({ length: 250 }, (_, n) => mpanOf(n + 1));
  writeFileSync(file, reportFile('LONG', mpans));
  const [first, last, json, beyond, beyondInWords, wrong] = await Promise.all([
    pawl('show', file),
    pawl('show', file, '--page', '3'),
    pawl('show', file, '--page', '2', '--json'),
    pawl('show', file, '--page', '9', '--json'),
    pawl('show', file, '--page', '9'),
    pawl('show', file, '--page', 'last'),
  ]);
  expect(first.out).toContain('Page 1 of 3, of 250 instances in all; --page N shows others.');
  expect(first.out).toContain(mpans[99]);
  expect(first.out).not.toContain(mpans[100]);
  expect(last.out).toContain(mpans[249]);
  expect(last.out).toContain('File Identifier');
  expect(last.out).not.toContain(mpans[199]);
  const told = JSON.parse(json.out);
  expect(told).toMatchObject({ page: 2, pages: 3, totals: { instances: 250 }, flow: 'D0002' });
  expect(told.lines.filter(({ ref }: { ref: string }) => ref === 'J0003')).toHaveLength(100);
  const theLast = JSON.parse(beyond.out);
  expect(theLast).toMatchObject({ page: 3, pages: 3, totals: { instances: 250 } });
  expect(theLast.lines.filter(({ ref }: { ref: string }) => ref === 'J0003')).toHaveLength(50);
  expect(beyondInWords.out).toContain('There is no page 9; this is the last. Page 3 of 3, of 250');
  expect(beyondInWords.out).toContain(mpans[249]);
  expect(beyondInWords.out).not.toContain(mpans[199]);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.err).toContain('--page last is not a page number');
});

test('of a short file, or of one with whole pages only, a page beyond the last is the last', async () => {
  const folder = freshFolder();
  const mpans = Array.from({ length: 200 }, (_, n) => mpanOf(n + 1));
  writeFileSync(join(folder, 'short.usr'), reportFile('SHORT', mpans.slice(0, 1)));
  writeFileSync(join(folder, 'whole.usr'), reportFile('WHOLE', mpans));
  const [short, whole] = await Promise.all([
    pawl('show', join(folder, 'short.usr'), '--page', '2'),
    pawl('show', join(folder, 'whole.usr'), '--page', '999999999'),
  ]);
  expect(short.out).toContain(mpans[0]);
  expect(short.out).toContain(
    'There is no page 2; this is the last. Page 1 of 1, of 1 instance in all.',
  );
  expect(whole.out).toContain('this is the last. Page 2 of 2, of 200 instances in all;');
  expect(whole.out).toContain(mpans[100]);
  expect(whole.out).not.toContain(mpans[99]);
});

test('check reads a workbook as whoever has installed it does', async () => {
  const folder = freshFolder();
  const columns = ['mpan', 'notifiedOn', 'source', 'reference'];
  const book = await workbook(columns, [
    [mpanOf(1), '2026-08-03', 'DNO', 'R1'],
    [badMpanOf(2), '2026-08-03', 'DNO', 'R2'],
  ]);
  writeFileSync(join(folder, 'august.xlsx'), book);
  const { out } = await pawl('check', join(folder, 'august.xlsx'));
  expect(out).toContain('accepted, 1 of 2 instances accepted');
  expect(out).toContain('august.xlsx:3 mpan MPAN_CHECK_DIGIT_WRONG');
});
