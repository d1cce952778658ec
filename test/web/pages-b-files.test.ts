/** The pages of files: the lists, one file line by line, what is said where it is gone, and taking it in again. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { receiptInWords } from '../../src/cli/once.ts';
import { decide } from '../../src/gateway/index.ts';
import { eraseMpan, purge } from '../../src/keeping/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { mpans, openWebDesk, tokenOf, type WebDesk } from './desk.ts';
import { leadsTo, linksOf, mainOf, pageAt, sendForm, wordsOf } from './pages.ts';

/** The files that a list of files names, in its order. */
const namesOf = (page: string): string[] =>
  [...page.matchAll(/<th scope="row"[^>]*><a href="\/(?:files|outbox)\/[^"]*">([^<]*)</g)].map(
    ([, name = '']) => name,
  );

/** A desk of our own with a sound file, one that is refused in part, and one that is refused. */
async function deskOfFiles(settings: Record<string, unknown> = {}): Promise<WebDesk> {
  const desk = await openWebDesk({ story: false, settings: { send: 'never', ...settings } });
  await desk.take('n.csv', notificationsCsv([{ mpan: mpanOf(1) }, { mpan: mpanOf(3) }]));
  await desk.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  desk.clock.set('2026-08-06T11:00:00Z');
  await desk.take('part.usr', reportFile('P1', [mpanOf(1), badMpanOf(2)], 'NO BACKSTOP FITTED'));
  await desk.take('refused.usr', notificationFile('N1', [badMpanOf(4)]));
  return desk;
}

const idOf = async ({ gateway }: WebDesk, name: string): Promise<number> =>
  (await gateway.store.receiptsNamed(name))[0]!.id;

test('what arrived is listed with what became of it, and narrowed by everything that is asked', async () => {
  const desk = await deskOfFiles();
  const page = await pageAt(desk, '/files');
  expect(namesOf(page)).toEqual(['refused.usr', 'part.usr', 'q.usr', 'n.csv']);
  const words = wordsOf(page);
  expect(words).toContain('part.usr Thu 6 Aug 2026 12:00 applied in part D0002 MOPX P1 1 of 2 1');
  expect(words).toContain('q.usr sent by us');
  const asked: readonly (readonly [string, readonly string[]])[] = [
    ['outcome=rejected', ['refused.usr']],
    ['flow=D0002', ['part.usr']],
    ['sender=LDSO', ['refused.usr']],
    ['sender=ldso', ['refused.usr']],
    ['from=2026-08-06', ['refused.usr', 'part.usr']],
    ['to=2026-08-05', ['q.usr', 'n.csv']],
    ['name=P1', ['part.usr']],
    ['name=n.csv', ['n.csv']],
    ['outcome=applied&flow=D0002', []],
  ];
  for (const [query, names] of asked) {
    expect([query, namesOf(await pageAt(desk, `/files?${query}`))]).toEqual([query, names]);
  }
  expect(wordsOf(await pageAt(desk, '/files?sender=ZZZZ'))).toContain('No file matches.');
  for (const query of ['outcome=lost', 'from=yesterday', 'after=somewhere', 'sender=%3Cb%3E']) {
    expect([query, (await desk.as('viewer', `/files?${query}`)).status]).toEqual([query, 400]);
  }
});

test('a long list goes on page by page, each file once', async () => {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  for (let n = 0; n < 120; n += 1) desk.drop(`note${n}.usr`, `NOT A FLOW ${n}`);
  await desk.pass();
  const seen: string[] = [];
  let path: string | undefined = '/files?outcome=rejected';
  for (let pages = 0; path !== undefined && pages < 5; pages += 1) {
    const page: string = await pageAt(desk, path);
    seen.push(...namesOf(page));
    path = /href="([^"]*)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    if (path !== undefined) expect(path).toContain('outcome=rejected');
  }
  expect([seen.length, new Set(seen).size, path]).toEqual([120, 120, undefined]);
});

test('a desk on which nothing has arrived says what to do', async () => {
  const desk = await openWebDesk({ story: false });
  expect(wordsOf(await pageAt(desk, '/files'))).toContain('No file has arrived yet.');
  expect(wordsOf(await pageAt(desk, '/outbox'))).toContain('has written no file yet');
});

test('one file is told group by group, with codes, dates, references, and the raw line beside', async () => {
  const desk = await deskOfFiles();
  const page = await pageAt(desk, `/files/${await idOf(desk, 'part.usr')}`);
  const words = wordsOf(page);
  expect(words).toContain('applied in part What was good was applied');
  expect(words).toContain('Accepted 1 of 2 instances');
  expect(words).toContain('archive/2026/08/part.usr');
  expect(words).toContain('From J0938 MOPX in role M Meter Operator');
  expect(words).toContain('Created J0280 Wed 5 Aug 2026 10:00:00 local time');
  expect(words).toContain('005 Meter Detail per MPAN Core Meter Id J0004');
  expect(words).toContain('Date of Action J0014 20260805 Wed 5 Aug 2026');
  expect(words).toMatch(/Line 3 005\|OLD\d+\|NO BACKSTOP FITTED\|/);
  // Each record stands within the one it belongs to.
  expect(mainOf(page).replaceAll(/\s+/g, '')).toMatch(
    /id="line-2".*?<\/div><olclass="records"><li><divclass="record"id="line-3".*?<\/div><olclass="records"><li><divclass="record"id="line-4"/,
  );
  // What was found stands beside the line, and is listed with the way there.
  const record = page.slice(page.indexOf('id="line-5"'), page.indexOf('id="line-6"'));
  expect(wordsOf(record)).toMatch(/MPAN Core J0003 .* refused MPAN_CHECK_DIGIT_WRONG J0003:/);
  expect(page).toMatch(/href="\/files\/\d+\?line=5#line-5"/);
  // A good MPAN leads to its check; a mistyped one leads nowhere.
  expect(mainOf(page)).toMatch(/<dd><a class="mpan" href="\/checks\/\d{13}">/);
  expect(record).not.toContain('href="/checks/');
});

test('a code has its meaning beside it', async () => {
  const desk = await deskOfFiles();
  const words = wordsOf(await pageAt(desk, `/files/${await idOf(desk, 'q.usr')}`));
  expect(words).toMatch(/J0024 42 [A-Z]/);
  expect(words).toContain('in sent/, as a copy of what we sent');
});

test('a CSV is told row by row, by the names of its columns, with what was wrong with a row', async () => {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  const csv = notificationsCsv([{ mpan: mpanOf(1) }, { mpan: mpanOf(2), on: 'soon' }]);
  const { id } = await desk.take('n.csv', csv.replace('1 High Street', '"1 ""Old"" Street"'));
  const page = await pageAt(desk, `/files/${id}`, 'operator');
  const words = wordsOf(page);
  expect(words).toContain(`mpan ${mpanOf(1)} notifiedOn 2026-08-03 source installer`);
  expect(words).toContain('addressLine1 1 "Old" Street');
  expect(words).toMatch(/Line 1 mpan,notifiedOn/);
  const bad = wordsOf(page.slice(page.indexOf('id="line-3"')));
  expect(bad).toMatch(/notifiedOn soon .* refused CSV_ROW_INVALID/);
});

test('what is no flow and no CSV is shown as it is, and a password never', async () => {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  const odd = await desk.take(
    'odd.usr',
    'ZHV|X\r\n290|E1|||100|J|ACME|MAPX|||HUSHHUSH|||HUSH2|\r\n<b>',
  );
  const page = await pageAt(desk, `/files/${odd.id}`);
  expect(wordsOf(page)).toContain('Line 2 290|E1|||100|J|ACME|MAPX|||********|||********|');
  expect(page).not.toContain('HUSH');
  expect(page).toContain('&lt;b&gt;');
  expect(page).not.toContain('<b>');
  const details = makeFlowFile({
    flow: 'D0150002',
    id: 'D1',
    records: [
      `288|${mpanOf(1)}|20260803||E|`,
      '290|NEW1|||100|J|ACME 100|MAPX|||HUSHHUSH|||HUSHHUSH||HUSHHUSH|||N|20260803|||||H|20260803|',
    ],
  });
  const known = await pageAt(desk, `/files/${(await desk.take('d.usr', details)).id}`);
  expect(known).toContain('********');
  expect(known).not.toContain('HUSH');
});

test('a large file is shown in parts, and a line leads to its part', async () => {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  const many = Array.from({ length: 100 }, (_, n) => mpanOf(n + 1));
  const { id } = await desk.take('many.usr', notificationFile('M1', many));
  const first = await pageAt(desk, `/files/${id}`);
  expect(first).toContain('id="line-100"');
  expect(first).not.toContain('id="line-101"');
  expect(linksOf(first)).toContain(`/files/${id}?line=101`);
  const later = await pageAt(desk, `/files/${id}?line=333`);
  expect(wordsOf(later)).toContain('lines 301 to 400');
  expect(later).toMatch(/id="line-333" aria-current="true"/);
  // Of a part in the middle the groups are told all the same.
  expect(wordsOf(later)).toContain('MPAN Core J0003');
  expect(linksOf(later)).toEqual(
    expect.arrayContaining([`/files/${id}?line=201`, `/files/${id}?line=401`]),
  );
  expect(wordsOf(await pageAt(desk, `/files/${id}?line=9000`))).toContain(
    'The file ends before line 8901',
  );
  expect((await desk.as('viewer', `/files/${id}?line=none`)).status).toBe(400);
});

test('a file that is not there any more is told as what became of it', async () => {
  const desk = await deskOfFiles({ retention: { archive: '30 days' } });
  const moved = await idOf(desk, 'refused.usr');
  rmSync(join(desk.workspace, 'rejected/refused.usr'));
  const gone = wordsOf(await pageAt(desk, `/files/${moved}`, 'operator'));
  expect(gone).toContain('is no longer in rejected/refused.usr');
  expect(gone).not.toContain('Reason');

  const act = { who: 'anna', reason: 'asked' };
  await decide(desk.gateway, mpanOf(3), { name: 'cancel' }, act);
  await eraseMpan(desk.gateway, mpanOf(3), act);
  const erased = await pageAt(desk, `/files/${await idOf(desk, 'n.csv')}`);
  expect(wordsOf(erased)).toMatch(/erased on Thu 6 Aug 2026 12:00 ; those lines are blank/);
  expect(erased).not.toContain(mpanOf(3));
  expect(erased).toContain(mpanOf(1));

  const copy = reportFile('P1', [mpanOf(1), badMpanOf(2)], 'NO BACKSTOP FITTED');
  const { id } = await desk.take('copy.usr', copy);
  desk.clock.set('2026-12-06T11:00:00Z');
  await desk.pass();
  await purge(desk.gateway, 'anna');
  const purged = wordsOf(await pageAt(desk, `/files/${id}`, 'operator'));
  expect(purged).toMatch(/It was purged, as the retention .* on Sun 6 Dec 2026 11:00/);
  expect(purged).not.toContain('What it says');
});

test('another file that took the place of one that was put back is not shown as that one', async () => {
  const desk = await deskOfFiles();
  const id = await idOf(desk, 'refused.usr');
  rmSync(join(desk.workspace, 'rejected/refused.usr'));
  rmSync(join(desk.workspace, 'rejected/refused.usr.findings.json'));
  const other = await desk.take('refused.usr', notificationFile('N7', [badMpanOf(7)]));
  // A place is given out once, whatever lies there now.
  expect(other.destination).toBe('rejected/refused~2.usr');
  const words = wordsOf(await pageAt(desk, `/files/${id}`, 'operator'));
  expect(words).toContain('is no longer in rejected/refused.usr');
  expect(words).not.toContain(badMpanOf(7));
  expect(wordsOf(await pageAt(desk, `/files/${other.id}`))).toContain(badMpanOf(7));
});

test('the same bytes that came twice lead to one another', async () => {
  const desk = await deskOfFiles();
  const again = await desk.take(
    'again.usr',
    reportFile('P1', [mpanOf(1), badMpanOf(2)], 'NO BACKSTOP FITTED'),
  );
  const words = wordsOf(await pageAt(desk, `/files/${again.id}`));
  expect(words).toContain(
    'The same bytes came 1 more time: part.usr on Thu 6 Aug 2026 12:00 , applied in part',
  );
});

test('a refused file is put back by an operator who says why, and is taken in with its correction', async () => {
  const desk = await deskOfFiles();
  const id = await idOf(desk, 'refused.usr');
  expect(await pageAt(desk, `/files/${id}`)).not.toContain('method="post"');
  expect(await pageAt(desk, `/files/${id}`, 'operator')).toContain('Put it back');
  const path = `/files/${id}/again`;
  expect((await sendForm(desk, path, { reason: 'corrected' }, 'viewer')).status).toBe(403);
  expect((await sendForm(desk, path, { reason: ' ' }, 'operator')).status).toBe(400);
  expect((await sendForm(desk, path, { reason: 'x', line: '-1' }, 'operator')).status).toBe(400);

  writeFileSync(join(desk.workspace, 'rejected/refused.usr'), notificationFile('N1', [mpanOf(4)]));
  expect(wordsOf(await pageAt(desk, `/files/${id}`))).toContain(
    'was changed since it was received',
  );
  const there = await leadsTo(sendForm(desk, path, { reason: 'digit corrected' }, 'operator'));
  expect(desk.nudges()).toBe(1);
  expect(wordsOf(await pageAt(desk, there, 'operator'))).toContain(
    'taken in again with the next pass',
  );
  await desk.pass();
  expect(namesOf(await pageAt(desk, '/files?outcome=applied'))[0]).toBe('refused.usr');
  expect((await desk.gateway.store.checks({ mpan: mpanOf(4) })).length).toBe(1);
  const act = [...(await desk.gateway.store.journalOf(''))].find(({ kind }) => kind === 'operator');
  expect(act).toMatchObject({ who: 'otto', reason: 'digit corrected' });
});

test('one instance of a file is taken in again by its line; what counted is a duplicate', async () => {
  const desk = await deskOfFiles();
  const id = await idOf(desk, 'part.usr');
  const path = `/files/${id}/again`;
  expect(await pageAt(desk, `/files/${id}?line=5`, 'operator')).toMatch(
    /name="line"[^>]*value="5"/,
  );
  const counted = await leadsTo(sendForm(desk, path, { reason: 'lost', line: '3' }, 'operator'));
  expect(wordsOf(await pageAt(desk, counted, 'operator'))).toContain(
    'a duplicate, so there is nothing to do',
  );
  const fresh = await leadsTo(
    sendForm(desk, path, { reason: 'see again', mpan: badMpanOf(2) }, 'operator'),
  );
  expect(fresh).toContain('did=again');
  await desk.pass();
  expect(namesOf(await pageAt(desk, '/files'))[0]).toBe('part.line5.usr');
  const missing = await sendForm(desk, path, { reason: 'x', mpan: mpanOf(77) }, 'operator');
  expect([missing.status, wordsOf(await missing.text())]).toEqual([
    404,
    expect.stringContaining(`has no MPAN ${mpanOf(77)}`),
  ]);
});

test('from a browser the form needs the word of its session', async () => {
  const desk = await deskOfFiles();
  const id = await idOf(desk, 'refused.usr');
  const entered = await desk.request('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ token: tokenOf('otto') }),
  });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const page = await (await desk.request(`/files/${id}`, { headers: { cookie } })).text();
  const csrf = /again" class="stack"><input type="hidden" name="_csrf" value="([^"]+)"/.exec(
    page,
  )?.[1];
  const send = (fields: Record<string, string>) =>
    desk.request(`/files/${id}/again`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ reason: 'corrected', ...fields }),
    });
  expect((await send({})).status).toBe(403);
  expect((await send({ _csrf: csrf ?? '' })).status).toBe(303);
});

test('what was written is shown from what is kept, and written once more where it was lost', async () => {
  const desk = await openWebDesk({ settings: { send: 'automatic' } });
  const [name = ''] = namesOf(await pageAt(desk, '/outbox'));
  const path = `/outbox/${name}`;
  const there = await pageAt(desk, path, 'operator');
  expect(wordsOf(there)).toContain(`It is in outbox/${name} and waits`);
  expect(wordsOf(there)).toMatch(/To Meter Operator \(MOP\) MOP[XY]/);
  expect(wordsOf(there)).toMatch(/MPAN Core J0003 \d{13}/);
  expect(there).not.toContain('method="post"');

  rmSync(join(desk.workspace, 'outbox', name));
  const fetched = await pageAt(desk, path, 'operator');
  expect(wordsOf(fetched)).toContain('It was fetched from outbox/');
  expect(fetched).toContain('method="post"');
  expect(await pageAt(desk, path)).not.toContain('method="post"');
  expect((await sendForm(desk, `${path}/again`, { reason: 'lost' }, 'viewer')).status).toBe(403);
  const told = await leadsTo(sendForm(desk, `${path}/again`, { reason: 'lost' }, 'operator'));
  expect(wordsOf(await pageAt(desk, told, 'operator'))).toContain('written into outbox/ again');
  await desk.pass();
  expect(desk.files('outbox')).toContain(name);
});

test('a file is found by the name that an event gives it, at its line', async () => {
  const desk = await deskOfFiles();
  const id = await idOf(desk, 'part.usr');
  const found = await desk.as('viewer', '/files/named/part.usr?line=3');
  expect(found.headers.get('location')).toBe(`/files/${id}?line=3#line-3`);
  await desk.take('part.usr', reportFile('P2', [mpanOf(1)], 'HELLO'));
  const several = await desk.as('viewer', '/files/named/part.usr?line=3');
  expect(several.headers.get('location')).toBe('/files?name=part.usr');
  for (const path of ['/files/named/none.usr', '/files/4711', '/outbox/none.usr']) {
    expect([path, (await desk.as('viewer', path)).status]).toEqual([path, 404]);
  }
});

test('nobody sees files without being known', async () => {
  const desk = await deskOfFiles();
  const paths = ['/files', '/outbox', '/files/1', '/files/named/n.csv', '/outbox/x'];
  for (const path of paths) {
    const answer = await desk.as(null, path);
    const to = `/sign-in?to=${encodeURIComponent(path)}`;
    expect([path, answer.headers.get('location')]).toEqual([path, to]);
  }
  const unknown = await sendForm(desk, '/files/1/again', { reason: 'x' }, 'viewer');
  expect(unknown.status).toBe(403);
});

test('of a file that is refused or set aside it is said in a line why, and what to do', async () => {
  const desk = await openWebDesk({ story: false });
  const rows = `mpan,decision,reason\n${mpans.unclear},has,seen\n`;
  writeFileSync(join(desk.workspace, 'inbox', 'decisions.csv'), rows);
  writeFileSync(join(desk.workspace, 'inbox', 'none.csv'), 'mpan,notifiedOn,source,reference\n');
  await desk.pass();
  const receipts = await desk.gateway.store.receipts();
  const said = receipts.map((one) => receiptInWords(one).split('\n')[1]?.trim() ?? '');
  expect(new Set(said.map((line) => line.split(':')[0]))).toEqual(
    new Set(['CSV_NO_ROWS', 'DECISIONS_WAIT']),
  );
  const page = await (await desk.as('viewer', '/files')).text();
  for (const line of said) expect(page).toContain(line);
});

test('of a CSV its page says of which kind it is, and of decisions what to do with them', async () => {
  const desk = await deskOfFiles();
  const of = async (name: string) =>
    wordsOf(await pageAt(desk, `/files/${await idOf(desk, name)}`));
  expect(await of('n.csv')).toContain('Kind CSV of notifications');
  expect(await of('part.usr')).toContain('Flow D0002');
  await desk.take('decisions.csv', `mpan,decision,reason\n${mpanOf(1)},has,photograph\n`);
  expect(await of('decisions.csv')).toContain('Kind CSV of decisions');
  const [receipt] = await desk.gateway.store.receiptsNamed('decisions.csv');
  expect(receiptInWords(receipt!)).toMatch(/set-aside.*\n {2}[A-Z_]+: .*(pawl decisions|decide)/);
});

test('a flow that the transfer service refused says so in the list, on its page and in the work queue', async () => {
  const desk = await deskOfFiles({
    send: 'automatic',
    acknowledgements: {
      fileName: 'ack_*.txt',
      file: 1,
      outcome: 2,
      reason: 3,
      delivered: ['OK'],
      refused: ['NOK'],
    },
  });
  await desk.pass();
  const [sent] = await desk.gateway.store.outbox();
  expect(wordsOf(await pageAt(desk, '/outbox'))).not.toContain('refused');
  await desk.take('ack_1.txt', `${sent!.fileIdentifier}|NOK|E204\n`);
  expect(wordsOf(await pageAt(desk, '/outbox'))).toContain('written refused, E204');
  expect(wordsOf(await pageAt(desk, `/outbox/${sent!.name}`))).toContain('refused, E204');
  const queue = wordsOf(await pageAt(desk, '/exceptions'));
  expect(queue).toContain('the transfer service refused a flow of ours');
  expect(wordsOf(await pageAt(desk, '/files'))).toContain('ack_1.txt');
});
