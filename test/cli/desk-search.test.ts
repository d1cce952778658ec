/** The day at the desk: the queue, approvals in bulk, four eyes, finding, resubmitting, tracing. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { asGateway, findWorkspace } from '../../src/cli/workspace.ts';
import { demonstrationMpans as mpans } from '../../src/demo/demonstration.ts';
import { approve, decide } from '../../src/gateway/index.ts';
import { createLog } from '../../src/log.ts';
import { freshFolder, pawl, takenInWorkspace } from './pawl.ts';

let desk = '';
const at = (...args: string[]) => pawl(...args, '--workspace', desk);

beforeAll(async () => {
  desk = await takenInWorkspace();
});

interface Row {
  readonly asked: string | null;
  readonly kind: string;
  readonly says: string;
  readonly path: string | null;
  readonly id: string;
}

test('the queue holds what waits for approval and decision, the most urgent first', async () => {
  const [text, json] = await Promise.all([at('queue'), at('queue', '--json')]);
  const queue = JSON.parse(json.out).items as Record<string, unknown>[];
  expect(queue).toHaveLength(4);
  expect(queue.filter(({ kind }) => kind === 'approval')).toHaveLength(3);
  const dueOn = queue.map((one) => String(one['dueOn']));
  expect(dueOn).toEqual(dueOn.toSorted());
  expect(queue.find(({ kind }) => kind === 'decision')).toMatchObject({
    mpan: mpans.unclear,
    what: 'REPORT_UNCLEAR',
    stage: 'deciding',
    answer: expect.stringContaining(`pawl decide ${mpans.unclear}`),
  });
  expect(queue.find(({ mpan }) => mpan === mpans.toInvestigate)).toMatchObject({
    what: 'D0001 to MOPX',
    stage: 'notified',
    answer: `pawl approve ${mpans.toInvestigate}-D0001`,
  });
  expect(text.out).toContain('3 flows to approve, 1 item to decide.');
});

test('approve takes filters, and shows what was written and in which file', async () => {
  const folder = await takenInWorkspace();
  const there = (...args: string[]) => pawl(...args, '--workspace', folder);
  const [dry, wrong] = await Promise.all([
    there('approve', '--flow', 'D0001', '--dry-run', '--json'),
    there('approve', '--due-by', 'tomorrow'),
  ]);
  expect(JSON.parse(dry.out).items).toHaveLength(2);
  expect(wrong.code).toBe(2);
  expect(readdirSync(join(folder, 'outbox'))).toEqual([]);
  const approved = await there('approve', '--flow', 'D0001', '--json', '--reason', 'as agreed');
  const { items: sent } = JSON.parse(approved.out) as {
    items: { flow: string; file: string; status: string }[];
  };
  expect(sent.map(({ flow, status }) => [flow, status])).toEqual([
    ['D0001', 'sent'],
    ['D0001', 'sent'],
  ]);
  expect(readdirSync(join(folder, 'outbox')).toSorted()).toEqual(
    [...new Set(sent.map(({ file }) => file))].toSorted(),
  );
  expect(approved.err).toContain(': written');
});

test('with four eyes whoever is logged in acts, and cannot be another person by saying so', async () => {
  const folder = await takenInWorkspace();
  const there = (...args: string[]) => pawl(...args, '--workspace', folder);
  const path = join(folder, 'pawl.config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...config, fourEyes: true }));
  const reason = ['--reason', 'photo seen'];
  const proposed = await there('decide', mpans.unclear, 'hasNot', ...reason);
  expect(proposed.out).toContain('counts when another person does the same');
  const [other, first] = await Promise.all([
    there('decide', mpans.unclear, 'hasNot', ...reason, '--who', 'bert'),
    there('approve', `${mpans.toInvestigate}-D0001`),
  ]);
  expect(other).toMatchObject({ code: 2 });
  expect(other.err).toContain('--who cannot be used');
  expect(first.out).toContain('another person must approve too');
  const alone = await there('approve', `${mpans.toInvestigate}-D0001`);
  expect(alone.code).toBe(1);
  expect(readdirSync(join(folder, 'outbox'))).toEqual([]);
  const { items: queue } = JSON.parse((await there('queue', '--json')).out) as {
    items: Record<string, unknown>[];
  };
  const waiting = queue.find(({ what }) => what === 'SECOND_PERSON_NEEDED');
  expect(waiting).toMatchObject({ answer: `pawl decide ${mpans.unclear} hasNot --reason …` });
  expect(queue.find(({ mpan }) => mpan === mpans.toInvestigate)).toMatchObject({
    notBy: waiting?.['notBy'],
  });
  const bert = { who: 'bert', reason: '' };
  await asGateway(findWorkspace(folder), createLog('silent', 'none'), async ({ gateway }) => {
    const hasNot = { name: 'decide', decision: 'hasNot' } as const;
    expect(await decide(gateway(), mpans.unclear, hasNot, bert)).toBe('moved');
    const { sent } = await approve(gateway(), { ids: [mpans.toInvestigate] }, bert);
    expect(sent).toHaveLength(1);
  });
});

test('find tells everything of an MPAN, as text, JSON and CSV', async () => {
  const [text, json, csv] = await Promise.all([
    at('find', '--mpan', mpans.overdue),
    at('find', '--mpan', mpans.overdue, '--json'),
    at('find', '--mpan', mpans.overdue, '--csv'),
  ]);
  const { items: rows } = JSON.parse(json.out) as { items: Row[] };
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(
    new Set(['file', 'event', 'check', 'alert']),
  );
  expect(text.out).toContain(`${rows.length} things found.`);
  expect(csv.out.split('\r\n')[0]).toBe(
    'asked,kind,at,mpan,party,flow,fileIdentifier,file,path,line,says,id',
  );
  expect(csv.out.trim().split('\r\n')).toHaveLength(rows.length + 1);
});

test('find names the refused file of an MPAN, and explain does too', async () => {
  const [rejected = ''] = readdirSync(join(desk, 'rejected')).filter((name) =>
    name.endsWith('.usr'),
  );
  const all = JSON.parse((await at('find', '--file', rejected, '--json')).out).items as Row[];
  expect(all.filter(({ kind }) => kind === 'file')).toMatchObject([
    { says: 'rejected', path: `rejected/${rejected}` },
  ]);
  const text = readFileSync(join(desk, 'rejected', rejected), 'latin1');
  const [, mpan = ''] = /^\d{3}\|(\d{13})\|/m.exec(text) ?? [];
  const [found, explained] = await Promise.all([
    at('find', '--mpan', mpan, '--json'),
    at('explain', mpan),
  ]);
  expect((JSON.parse(found.out).items as Row[]).map(({ says }) => says)).toContain('rejected');
  expect(explained.out).toContain('Files that name it and had no effect:');
  expect(explained.out).toContain(`rejected/${rejected} line 2: rejected`);
});

test('find goes through a list of thousands, and says what was not found', async () => {
  const list = join(freshFolder(), 'list.csv');
  const unknown = Array.from({ length: 3_000 }, (_, n) => `X${n}`);
  const entries = ['MPAN;remark', mpans.overdue, ...unknown, `"${mpans.unclear}",checked`, ''];
  writeFileSync(list, entries.join('\r\n'));
  const ended = await at('find', '--list', list, '--json');
  expect(ended.code).toBe(1);
  const rows = JSON.parse(ended.out) as Row[];
  const missing = rows.filter(({ kind }) => kind === 'notFound');
  expect(missing.map(({ asked }) => asked)).toEqual(unknown);
  const found = new Set(rows.filter(({ kind }) => kind !== 'notFound').map(({ asked }) => asked));
  expect([...found]).toEqual([mpans.overdue, mpans.unclear]);
});

test('find narrows by counterparty and period, and wants to be told something', async () => {
  const count = async (...args: string[]): Promise<number> =>
    (JSON.parse((await at('find', ...args, '--all', '--json')).out).items as Row[]).length;
  const [all, party, later, none, nothing] = await Promise.all([
    count('--from', '2000-01-01'),
    count('--party', 'MOPY'),
    count('--mpan', mpans.overdue, '--from', '2999-01-01'),
    at('find', '--mpan', mpans.overdue, '--to', '1999-12-31'),
    at('find'),
  ]);
  expect(party).toBeGreaterThan(0);
  expect(party).toBeLessThan(all);
  // The check is open still, so that it is open in any period to come.
  expect(later).toBe(1);
  expect(none.code).toBe(1);
  expect(none.out).toMatch(/^0 things found\.\nWithout --to 1999-12-31 something is found: /);
  expect(nothing.code).toBe(2);
});

test('resubmit takes a file in again, as a duplicate, with who and why', async () => {
  const folder = await takenInWorkspace();
  const there = (...args: string[]) => pawl(...args, '--workspace', folder);
  const reason = ['--reason', 'they lost it'];
  const ended = await there('resubmit', 'notifications.csv', ...reason, '--who', 'anna');
  expect(ended.err).toBe('');
  expect(ended.out).toContain('notifications.csv: taken in again');
  // A CSV must stay unchanged before it is read: the next round does that.
  const taken = `${ended.out}${(await there('once')).out}`;
  expect(taken).toContain('inbox/notifications.csv: duplicate');
  const [one, found, noReason] = await Promise.all([
    there('resubmit', 'notifications.csv', '--mpan', mpans.overdue, ...reason),
    there('find', '--file', 'notifications.csv', '--json'),
    there('resubmit', 'notifications.csv'),
  ]);
  expect(one.out).toContain('counted already: a duplicate');
  const events = (JSON.parse(found.out).items as Row[]).filter(({ kind }) => kind === 'event');
  expect(events.map(({ says }) => says)).toContain('resubmit by anna');
  expect(noReason.code).toBe(2);
});

test('trace leads from an alert to deadline, rule, event, file, line, item and words', async () => {
  const explained = JSON.parse((await at('explain', mpans.overdue, '--json')).out);
  const alert = explained.alerts.find((one: { kind: string }) => one.kind === 'BREACHED');
  const [unclear, json, text, wrong] = await Promise.all([
    at('explain', mpans.unclear),
    at('trace', alert.key, '--json'),
    at('trace', alert.key),
    at('trace', `${mpans.overdue}/nothing`),
  ]);
  const trace = JSON.parse(json.out);
  const stage = explained.checks[0].stages.at(-1);
  expect(trace.alert.key).toBe(alert.key);
  expect(trace.deadline).toMatchObject({
    stage: 'investigating',
    workingDays: 10,
    startedOn: stage.startedOn,
    dueOn: stage.dueOn,
    calendarVersion: stage.calendarVersion,
    ruleSet: 'plain',
  });
  const { holidaysSkipped, weekendDays, startedOn, dueOn } = trace.deadline;
  const days = Temporal.PlainDate.from(startedOn).until(dueOn).total('days');
  expect(days - weekendDays - holidaysSkipped.length).toBe(10);
  expect(trace.rule).toMatchObject({ profile: 'option-1', status: 'draft-2008' });
  expect(trace.event).toMatchObject({ to: 'investigating', flow: 'D0001' });
  expect(readdirSync(join(desk, trace.source.path, '..'))).toContain(trace.source.file);
  const lines = readFileSync(join(desk, trace.source.path), 'latin1').split(/\r?\n/);
  expect(lines[trace.source.line - 1]).toContain(mpans.overdue);
  const [{ line, item, words }] = trace.source.words;
  expect(item).toMatch(/^J\d{4}$/);
  expect(lines[line - 1]).toContain(words);
  for (const part of ['Alert', 'Deadline', 'Rule', 'Event', 'Source', trace.source.path]) {
    expect(text.out).toContain(part);
  }
  expect(text.out).toContain('draft-2008: a draft, not a rule in force');
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain(alert.key);
  const [, deciding = ''] = /pawl trace (\S+\/deciding\/\S+)/.exec(unclear.out) ?? [];
  const cited = JSON.parse((await at('trace', deciding, '--json')).out);
  expect(cited.event).toMatchObject({ flow: 'D0002', to: 'deciding' });
  expect(cited.source.words[0]).toMatchObject({ item: 'J0012', finding: 'unclear' });
  expect(cited.source.words[0].rule).toMatch(/./);
});
