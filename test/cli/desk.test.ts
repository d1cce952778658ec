import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, test } from 'vitest';
import { demonstrationMpans as mpans } from '../../src/demo/demonstration.ts';
import { demoWorkspace, freshFolder, pawl, takenInWorkspace } from './pawl.ts';

let desk = '';
const at = (...args: string[]) => pawl(...args, '--workspace', desk);

beforeAll(async () => {
  desk = demoWorkspace();
  writeFileSync(join(desk, 'inbox', 'half.usr'), 'ZHV|0000000001|D0002001|M|MOPX|X|SUPP|');
  const ended = await at('once');
  expect(ended.err).toBe('');
  expect(ended.code).toBe(0);
  expect(ended.out).toContain('inbox/notifications.csv: applied');
  expect(ended.out).toContain('D0002, rejected, 1 finding; now rejected/');
  expect(ended.out).toContain('half.usr: left for now, it may not be complete yet');
  expect(ended.out).toContain('BREACHED: MPAN');
});

test('init makes a workspace once', async () => {
  const folder = join(freshFolder(), 'new');
  const args = ['init', folder, '--mpid', 'MOPX', '--role', 'M', '--send', 'never'];
  const first = await pawl(...args);
  const [second, wrong] = await Promise.all([
    pawl(...args),
    pawl('init', join(folder, 'other'), '--mpid', 'x', '--role', 'Q'),
  ]);
  expect(first.code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'pawl.config.json'), 'utf8'))).toEqual({
    $schema: './pawl.config.schema.json',
    mpid: 'MOPX',
    role: 'M',
    profile: 'option-1',
    send: 'never',
  });
  expect(existsSync(join(folder, 'pawl.config.schema.json'))).toBe(true);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['inbox', 'outbox', 'data']));
  expect(second).toMatchObject({ code: 2, out: '' });
  expect(second.err).toContain('WORKSPACE_EXISTS');
  expect(wrong.err).toContain('mpid');
  expect(wrong.err).toContain('role');
});

test('checks lists where each check stands', async () => {
  const [text, json, breached, deciding, one, wrong] = await Promise.all([
    at('checks'),
    at('checks', '--json'),
    at('checks', '--breached', '--json'),
    at('checks', '--state', 'deciding', '--json'),
    at('checks', '--mpan', mpans.overdue, '--json'),
    at('checks', '--state', 'nowhere'),
  ]);
  expect(text.out).toContain('Meter Operator: D0002');
  expect(text.out).toContain('over');
  const { items: all, next } = JSON.parse(json.out);
  expect(next).toBeNull();
  expect(all).toHaveLength(9);
  expect(all[0]).toMatchObject({ state: 'closed', outcome: 'meterReplaced', sequence: 1 });
  const pages = await at('checks', '--all', '--limit', '2', '--json');
  expect(JSON.parse(pages.out)).toEqual({
    items: all,
    next: null,
    counted: { number: 9, isMore: false },
  });
  expect(JSON.parse(breached.out).items).toHaveLength(6);
  expect(JSON.parse(deciding.out).items[0].mpan).toBe(mpans.unclear);
  expect(JSON.parse(one.out).items).toHaveLength(1);
  expect(wrong.code).toBe(2);
});

test('explain tells the whole history, and what was known at an instant', async () => {
  const [text, json, early, unknown] = await Promise.all([
    at('explain', mpans.replacedInTime),
    at('explain', mpans.unclear, '--json'),
    at('explain', mpans.unclear, '--as-of', '2020-01-01T00:00:00Z'),
    at('explain', '1200000000020'),
  ]);
  expect(text.out).toContain('draft-2008: a draft of 2008, not a rule in force');
  expect(text.out).toContain('"NO BACKSTOP FITTED" (J0012, line 3) says hasNot');
  expect(text.out).toContain('investigating → replacementToOrder');
  const explained = JSON.parse(json.out);
  expect(explained.checks[0]).toMatchObject({ state: 'deciding', profileStatus: 'draft-2008' });
  expect(explained.checks[0].standing).toMatchObject({ owner: 'X', overdue: true });
  expect(explained.events.at(-1)).toMatchObject({ flow: 'D0002', to: 'deciding' });
  expect(explained.exceptions[0]).toMatchObject({ code: 'REPORT_UNCLEAR', open: true });
  expect(early).toMatchObject({ code: 1, out: '' });
  expect(early.err).toContain('NOT_FOUND');
  expect(unknown.err).toContain('NOT_FOUND');
});

test('reports come as text, JSON and CSV', async () => {
  const [deadlines, breaches, performance, orphans, both] = await Promise.all([
    at('deadlines', '--json'),
    at('report', 'breaches'),
    at('report', 'performance', '--csv'),
    at('report', 'orphans', '--json'),
    at('report', 'breaches', '--csv', '--json'),
  ]);
  const { report, rows } = JSON.parse(deadlines.out);
  expect(report).toBe('deadlines');
  expect(rows).toHaveLength(6);
  expect(rows[0]).toMatchObject({ mpan: mpans.overdue, owedBy: 'MOPY', owes: ['D0002'] });
  expect(breaches.out).toContain('late');
  expect(performance.out.split('\r\n')[0]).toContain('party,who,stage,inTime,late,openOverdue');
  expect(performance.out).toContain('MOPX,Meter Operator,replacing,1,0,0,0,100,7,7,7,1');
  expect(JSON.parse(orphans.out)).toMatchObject({ report: 'orphans', rows: [] });
  expect(both.code).toBe(2);
});

test('a person decides, approves, cancels and settles', async () => {
  const folder = await takenInWorkspace();
  const there = (...args: string[]) => pawl(...args, '--workspace', folder);
  const [list, items] = await Promise.all([
    there('approve', '--json'),
    there('exceptions', '--json'),
  ]);
  expect(JSON.parse(list.out).items).toHaveLength(3);
  const { items: queue } = JSON.parse(items.out);
  expect(queue).toMatchObject([{ mpan: mpans.unclear, code: 'REPORT_UNCLEAR', kind: 'holds' }]);
  const held = await there('resolve', queue[0].id, 'accept', '--reason', 'seen');
  expect(held).toMatchObject({ code: 1 });
  expect(held.err).toContain('NOT_POSSIBLE');

  const approved = await there('approve', `${mpans.toInvestigate}-D0001`);
  expect(approved.out).toContain('Approved 1 flow.');
  expect(approved.out).toMatch(/outbox\/D0001_MOPX_PW\d{8}\.usr: written/);
  expect(readdirSync(join(folder, 'outbox'))).toHaveLength(1);
  const decided = await there('decide', mpans.unclear, 'has', '--reason', 'photo seen');
  expect(decided.out).toContain(`Decided has for MPAN ${mpans.unclear}.`);
  expect(decided.out).toContain('closed: backstopPresent');
  const tooLate = await there('decide', mpans.unclear, 'hasNot', '--reason', 'on second thoughts');
  expect(tooLate.out).toContain('it does not fit the state of the check: see pawl exceptions');
  expect(tooLate.out).not.toContain('Decided');
  const cancelled = await there('cancel', mpans.overdue, '--reason', 'asked twice', '--who', 'me');
  expect(cancelled.out).toContain('closed: cancelled');
  const explained = await there('explain', mpans.overdue);
  expect(explained.out).toContain('me: "asked twice"');
  const [none, unknown, verb] = await Promise.all([
    there('approve', 'nonsense'),
    there('decide', '1200000000020', 'has', '--reason', 'x'),
    there('decide', mpans.unclear, 'nonsense', '--reason', 'x'),
  ]);
  expect([none.code, unknown.code, verb.code]).toEqual([1, 1, 2]);
});

test('requeue puts a rejected file back, and it is judged again', async () => {
  const folder = await takenInWorkspace();
  const there = (...args: string[]) => pawl(...args, '--workspace', folder);
  const [name = ''] = readdirSync(join(folder, 'rejected')).filter((one) => one.endsWith('.usr'));
  const path = join(folder, 'rejected', name);
  writeFileSync(path, readFileSync(path, 'latin1').replace('|4|', '|3|'));
  const ended = await there('requeue', name);
  expect(ended.out).toContain('put back');
  expect(ended.out).toContain('D0002, applied');
  expect((await there('requeue', 'nothing.usr')).code).toBe(1);
});

test('verify, backup and schema look after a workspace', async () => {
  const copy = join(freshFolder(), 'copy.db');
  const [verified, backedUp, schema] = await Promise.all([
    at('verify', '--json'),
    at('backup', copy),
    pawl('schema'),
  ]);
  expect(JSON.parse(verified.out)).toMatchObject({ mpans: 9, problems: [], firstBad: null });
  expect(backedUp.code).toBe(0);
  expect(existsSync(copy)).toBe(true);
  expect((await at('backup', copy)).code).toBe(1);
  expect(JSON.parse(schema.out).properties.mpid).toBeDefined();
});

test('verify tells of an archive that was touched', async () => {
  const folder = await takenInWorkspace();
  const year = join(folder, 'archive', readdirSync(join(folder, 'archive'))[0]!);
  const month = join(year, readdirSync(year)[0]!);
  writeFileSync(join(month, 'notifications.csv'), 'touched');
  const ended = await pawl('verify', '--workspace', folder);
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('notifications.csv: is not what was received');
});

test('a store of a newer version is refused with 3', async () => {
  const folder = demoWorkspace();
  const database = new DatabaseSync(join(folder, 'data', 'pawl.db'));
  database.exec('pragma user_version = 999');
  database.close();
  const ended = await pawl('checks', '--workspace', folder);
  expect(ended.code).toBe(3);
  expect(ended.err).toContain('pawl: STORE_SCHEMA_NEWER: ');
});
