/** One check: what each role sees of it, what its forms do, what was known then, and what will come. */
import { describe, expect, test } from 'vitest';
import { badMpanOf, mpanOf, reportFile } from '../support/flow-files.ts';
import { mpans, openWebDesk } from './desk.ts';
import { leadsTo, mainOf, pageAt, sendForm, wordsOf } from './pages.ts';

const at = (mpan: string, rest = ''): string => `/checks/${mpan}${rest}`;

test('it says where the check stands, and every event with its file, line, words and rule', async () => {
  const desk = await openWebDesk();
  const page = await pageAt(desk, at(mpans.replacedInTime));
  const words = wordsOf(mainOf(page));
  expect(words).toContain('meter replaced Closed on');
  expect(words).toContain('a draft of 2008, not a rule in force');
  expect(words).toContain('D0002 from MOPX (M) to SUPP (X), file DEMO000021');
  expect(words).toMatch(/D0002_MOPX_DEMO000021\.usr line 2/);
  expect(page).toContain('<q>NO BACKSTOP FITTED</q>');
  expect(words).toMatch(
    /Additional Information J0012, line 3\) says has not , by rule backstop-negated/,
  );
  expect(words).toContain('investigating → replacement to order');
  expect(page).toContain('href="/files/named/D0002_MOPX_DEMO000021.usr?line=2"');
});

test('the machine shows the way taken and the place reached, in the drawing and in words', async () => {
  const desk = await openWebDesk();
  const page = await pageAt(desk, at(mpans.unclear));
  expect(page).toContain(
    'aria-label="The way taken: notified, then investigating, then deciding. Reached: deciding."',
  );
  expect(page.match(/class="way taken"/g)).toHaveLength(3);
  expect(page.match(/class="stage here"/g)).toHaveLength(1);
  expect(wordsOf(page)).toMatch(/opened in notified , .*investigating → deciding ,/);
});

test('the stages stand along Working Days, each with window, answer and lateness', async () => {
  const desk = await openWebDesk();
  const late = await pageAt(desk, at(mpans.answeredLate));
  expect(late).toContain(
    'aria-label="Stages along Working Days. notified: met; investigating: late by',
  );
  expect(late).toContain('class="over"');
  expect(late).toContain('class="answer late"');
  const over = await pageAt(desk, at(mpans.overdue));
  expect(wordsOf(over)).toContain('breached, 5 over');
  expect(over).toContain('class="now"');
  expect(wordsOf(over)).toContain('Wed 29 Jul 2026');
  const inTime = await pageAt(desk, at(mpans.hasBackstop));
  expect(inTime).not.toContain('class="over"');
  expect(inTime).not.toContain('class="now"');
});

describe('what will come', () => {
  test('the alerts ahead are those that will be raised', async () => {
    const desk = await openWebDesk();
    const words = wordsOf(mainOf(await pageAt(desk, at(mpans.dueSoon))));
    expect(words).toMatch(
      /the end of Thu 6 Aug 2026 : breached , Meter Operator owes D0002 the end of Thu 13 Aug 2026 : escalated 1/,
    );
    desk.clock.set('2026-08-06T23:00:00Z');
    await desk.pass();
    const raised = await desk.gateway.store.alertsOf(mpans.dueSoon);
    expect(raised.map(({ kind, at: when }) => [kind, when])).toContainEqual([
      'BREACHED',
      '2026-08-06T23:00:00Z',
    ]);
    const later = wordsOf(mainOf(await pageAt(desk, at(mpans.dueSoon))));
    expect(later).not.toMatch(/the end of Thu 6 Aug 2026 : breached/);
  });

  test('a day of one’s choice says how it will stand if nothing comes', async () => {
    const desk = await openWebDesk();
    const says = async (mpan: string, until: string) =>
      wordsOf(mainOf(await pageAt(desk, at(mpan, `?until=${until}`))));
    expect(await says(mpans.dueSoon, '2026-09-03')).toContain(
      'If nothing comes until the end of Thu 3 Sep 2026: breached, 19 Working Days over. It is in investigating, and Meter Operator owes D0002.',
    );
    expect(await says(mpans.dueSoon, '2026-08-05')).toContain(
      'If nothing comes until the end of Wed 5 Aug 2026: open.',
    );
    expect(await says(mpans.dueSoon, '2026-08-04')).toContain('Tue 4 Aug 2026 has passed');
    expect((await desk.as('viewer', at(mpans.dueSoon, '?until=soon'))).status).toBe(400);
    expect(await says(mpans.hasBackstop, '2026-09-03')).not.toContain('If nothing comes');
  });
});

describe('as it was known', () => {
  test('a date shows what was known at its end, says so, and lets nobody act', async () => {
    const desk = await openWebDesk();
    desk.clock.set('2026-08-10T09:00:00Z');
    await desk.take(
      'late.usr',
      reportFile('0000000301', [mpans.overdue], 'BACKSTOP FITTED').replaceAll(/\|OLD\d+\|/g, '|-|'),
    );
    const now = await pageAt(desk, at(mpans.overdue), 'approver');
    expect(wordsOf(now)).toContain('backstop present Closed on');
    const then = await pageAt(desk, at(mpans.overdue, '?asOf=2026-08-09'), 'approver');
    const words = wordsOf(then);
    expect(words).toContain('As it was known on Sun 9 Aug 2026 23:59.');
    expect(words).toContain('OVERDUE: Meter Operator MOPY owes D0002');
    expect(words).not.toContain('0000000301');
    expect(then).not.toMatch(/method="post" action="\/checks/);
    expect(then).toContain('value="2026-08-09"');
  });

  test('the slider goes over each time at which anything came', async () => {
    const desk = await openWebDesk();
    expect(await pageAt(desk, at(mpans.overdue))).not.toContain('type="range"');
    desk.clock.set('2026-08-10T09:00:00Z');
    await desk.take('late.usr', reportFile('0000000301', [mpans.overdue], 'BACKSTOP FITTED'));
    const page = await pageAt(desk, at(mpans.overdue));
    expect(page).toContain('type="range" min="1" max="2" value="2" data-sends');
    const first = wordsOf(await pageAt(desk, at(mpans.overdue, '?step=1')));
    expect(first).toContain('As it was known on Wed 5 Aug 2026 12:00.');
    expect(first).toContain('step 1 of 2');
    expect(wordsOf(await pageAt(desk, at(mpans.overdue, '?step=2')))).not.toContain(
      'As it was known on',
    );
  });

  test('a date before the first news says that nothing was known, and none is refused', async () => {
    const desk = await openWebDesk();
    const words = wordsOf(await pageAt(desk, at(mpans.overdue, '?asOf=2026-01-01')));
    expect(words).toContain('Nothing was known of this MPAN then.');
    expect((await desk.as('viewer', at(mpans.overdue, '?asOf=then'))).status).toBe(400);
  });
});

describe('forms', () => {
  test('each role is shown what it may do', async () => {
    const desk = await openWebDesk();
    const actions = async (role: 'viewer' | 'operator' | 'approver', mpan: string) =>
      [...(await pageAt(desk, at(mpan), role)).matchAll(/method="post" action="([^"]*)"/g)].map(
        ([, action]) => action?.replace(mpan, 'MPAN'),
      );
    const team = ['claim', 'hand-over', 'notes', 'calls'].map((name) => `/checks/MPAN/${name}`);
    const acts = ['/checks/MPAN/decide', '/checks/MPAN/cancel', ...team];
    expect(await actions('viewer', mpans.toReplace)).toEqual([]);
    expect(await actions('operator', mpans.toReplace)).toEqual(acts);
    expect(await actions('approver', mpans.toReplace)).toEqual(['/checks/approve', ...acts]);
    expect(await actions('approver', mpans.hasBackstop)).toEqual([]);
    expect(wordsOf(await pageAt(desk, at(mpans.toReplace)))).toContain(
      'vera has the role viewer and may look.',
    );
  });

  test('a decision moves the check, and is kept with who and why', async () => {
    const desk = await openWebDesk();
    const fields = { decision: 'hasNot', reason: 'asked <by> telephone' };
    const path = await leadsTo(sendForm(desk, at(mpans.unclear, '/decide'), fields, 'operator'));
    expect(path).toBe(at(mpans.unclear, '?did=decided'));
    const page = await pageAt(desk, path, 'operator');
    expect(wordsOf(page)).toContain('Decided. The journal keeps it');
    expect(page).toContain('otto: &quot;asked &lt;by&gt; telephone&quot;');
    expect(page).not.toContain('<by>');
    expect(wordsOf(page)).toContain('deciding → replacement to order');
    expect(desk.nudges()).toBe(1);
  });

  test('a decision under four eyes is proposed, and confirmed by another', async () => {
    const desk = await openWebDesk({ settings: { fourEyes: true } });
    const fields = { decision: 'has', reason: 'photo seen' };
    const decide = (role: 'operator' | 'approver') =>
      sendForm(desk, at(mpans.unclear, '/decide'), fields, role);
    expect(await leadsTo(decide('operator'))).toBe(at(mpans.unclear, '?did=proposed'));
    const page = wordsOf(await pageAt(desk, at(mpans.unclear), 'approver'));
    expect(page).toContain('decide has, proposed by otto on Wed 5 Aug 2026 12:00');
    const own = await decide('operator');
    expect([own.status, await own.text()]).toEqual([409, expect.stringContaining('NOT_POSSIBLE')]);
    expect(await leadsTo(decide('approver'))).toBe(at(mpans.unclear, '?did=decided'));
    expect(wordsOf(await pageAt(desk, at(mpans.unclear)))).toContain('backstop present Closed on');
  });

  test('a group of Exceptions is dismissed by two, under the same name on page and API', async () => {
    const desk = await openWebDesk({ story: false, settings: { fourEyes: true } });
    await desk.take('u.usr', reportFile('R1', [1, 2, 3].map(mpanOf)));
    const id = 'RESPONSE_WITHOUT_REQUEST:MOPX';
    const listed = '/exceptions?code=RESPONSE_WITHOUT_REQUEST&sender=MOPX';
    const says = 'otto proposed to dismiss 3 items of RESPONSE_WITHOUT_REQUEST:MOPX';
    const fields = { id, reason: 'not for us' };
    const dismiss = (role: 'operator' | 'approver') =>
      sendForm(desk, '/exceptions/dismiss', fields, role);
    const groups = async () =>
      (await (await desk.as('viewer', '/api/v1/exceptions/groups')).json()) as { items: unknown[] };
    expect(await groups()).toMatchObject({ items: [{ id, items: 3, notBy: [] }] });
    expect(await leadsTo(dismiss('operator'))).toBe('/exceptions?did=proposed&items=3&leftOut=0');
    const page = await pageAt(desk, '/exceptions', 'approver');
    expect(wordsOf(page)).toContain(`${says} (not by otto)`);
    expect(page).not.toContain('SECOND_PERSON_NEEDED</span>');
    expect(wordsOf(await pageAt(desk, listed, 'approver'))).toContain(`${says}: it counts when`);
    expect(await groups()).toMatchObject({ items: [{ id, items: 3, notBy: ['otto'] }] });
    const own = await dismiss('operator');
    expect([own.status, await own.text()]).toEqual([409, expect.stringContaining('NOT_POSSIBLE')]);
    const body = JSON.stringify({ verb: 'dismiss', reason: 'nor for me' });
    const headers = { 'content-type': 'application/json' };
    const path = `/api/v1/exceptions/${encodeURIComponent(id)}/resolve`;
    const other = await desk.as('approver', path, { method: 'POST', headers, body });
    expect(await other.json()).toMatchObject({ isProposed: false, items: 3 });
    expect(await groups()).toEqual({ items: [] });
    expect(wordsOf(await pageAt(desk, '/exceptions'))).toContain('The work queue is empty.');
  });

  test('a check is cancelled, and an owed flow is approved and goes back to its check', async () => {
    const desk = await openWebDesk();
    const cancel = sendForm(desk, at(mpans.dueSoon, '/cancel'), { reason: 'twice' }, 'operator');
    expect(await leadsTo(cancel)).toBe(at(mpans.dueSoon, '?did=cancelled'));
    expect(wordsOf(await pageAt(desk, at(mpans.dueSoon)))).toContain('cancelled Closed on');
    const fields = { ids: `${mpans.toReplace}-D0142`, mpan: mpans.toReplace };
    const path = await leadsTo(sendForm(desk, '/checks/approve', fields, 'approver'));
    expect(path).toBe(at(mpans.toReplace, '?did=approved&sent=1&proposed=0&own=0'));
    expect(wordsOf(await pageAt(desk, path))).toContain('replacing Meter Operator MOPX owes D0150');
  });

  test('an Exception that does not hold is settled where it stands', async () => {
    const desk = await openWebDesk({ story: false });
    const mpan = mpanOf(5);
    await desk.take('orphan.usr', reportFile('0000000302', [mpan]));
    const page = await pageAt(desk, at(mpan), 'operator');
    expect(wordsOf(page)).toContain('RESPONSE_WITHOUT_REQUEST');
    const id = /name="id" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const fields = { id, verb: 'dismiss', reason: 'of another desk' };
    const path = await leadsTo(sendForm(desk, at(mpan, '/resolve'), fields, 'operator'));
    expect(path).toBe(at(mpan, '?did=dismissed'));
    expect(await pageAt(desk, at(mpan), 'operator')).not.toContain('name="verb"');
  });

  test('without a reason, a decision or the role nothing is done', async () => {
    const desk = await openWebDesk();
    const status = async (
      rest: string,
      fields: Record<string, string>,
      role: 'viewer' | 'operator',
    ) => (await sendForm(desk, at(mpans.unclear, rest), fields, role)).status;
    const whole = { decision: 'has', reason: 'seen' };
    expect(await status('/decide', whole, 'viewer')).toBe(403);
    expect(await status('/cancel', whole, 'viewer')).toBe(403);
    expect(await status('/resolve', { id: 'x', verb: 'accept', reason: 'x' }, 'viewer')).toBe(403);
    expect(await status('/decide', { ...whole, reason: ' ' }, 'operator')).toBe(400);
    expect(await status('/decide', { reason: 'seen' }, 'operator')).toBe(400);
    expect(await status('/resolve', { id: 'x', verb: 'maybe', reason: 'x' }, 'operator')).toBe(400);
    expect(await status('/resolve', { id: 'x', verb: 'accept', reason: 'x' }, 'operator')).toBe(
      404,
    );
    expect(wordsOf(await pageAt(desk, at(mpans.unclear)))).toContain('deciding Supplier SUPP owes');
    expect(desk.nudges()).toBe(0);
  });

  test('what a page tells after an act is from a list, never from its address', async () => {
    const desk = await openWebDesk();
    for (const did of ['%3Cb%3Ebold', 'constructor', 'toString']) {
      expect(await pageAt(desk, at(mpans.unclear, `?did=${did}`))).not.toContain('notice good');
    }
    const odd = await pageAt(desk, at(mpans.unclear, '?did=approved&sent=%3Cb%3E'));
    expect(odd).not.toContain('<b>');
  });

  test('what nobody did no address tells, nor more of it or elsewhere than was done', async () => {
    const desk = await openWebDesk();
    const isTold = async (path: string, role?: 'viewer' | 'approver'): Promise<boolean> =>
      (await pageAt(desk, path, role ?? 'operator')).includes('notice good');
    expect(await isTold('/checks?did=approved&sent=0&approved=99999')).toBe(false);
    expect(await isTold(at(mpans.dueSoon, '?did=cancelled'))).toBe(false);
    const cancel = sendForm(desk, at(mpans.dueSoon, '/cancel'), { reason: 'moved' }, 'operator');
    const told = await leadsTo(cancel);
    expect(told).toBe(at(mpans.dueSoon, '?did=cancelled'));
    expect(await isTold(told)).toBe(true);
    // A colleague who was sent the address did nothing.
    expect([await isTold(told, 'viewer'), await isTold(told, 'approver')]).toEqual([false, false]);
    expect(await isTold(at(mpans.unclear, '?did=cancelled'))).toBe(false);
    expect(await isTold(`${told}&items=7`)).toBe(false);
  });
});

test('words of a flow are text, whatever they say', async () => {
  const desk = await openWebDesk();
  const words = `<script>alert(1)</script> NO BACKSTOP FITTED <img src=x onerror=alert(2)>`;
  await desk.take('script.usr', reportFile('0000000303', [mpans.dueSoon], words));
  for (const path of [at(mpans.dueSoon), '/', '/checks', '/exceptions']) {
    const page = await pageAt(desk, path, 'approver');
    expect(page).not.toMatch(/<script>|<img src=x/);
  }
  expect(await pageAt(desk, at(mpans.dueSoon))).toContain(
    '<q>script&gt; NO BACKSTOP FITTED &lt;img src</q>',
  );
});

test('an MPAN of which nothing is known is not found, and a mistyped one says so', async () => {
  const desk = await openWebDesk({ story: false });
  expect((await desk.as('viewer', at(mpanOf(9)))).status).toBe(404);
  const wrong = await desk.as('viewer', at(badMpanOf(9)));
  expect([wrong.status, await wrong.text()]).toEqual([404, expect.stringContaining('last digit')]);
});

test('a later check of the same MPAN stands first, the earlier one below', async () => {
  const desk = await openWebDesk();
  const csv =
    'mpan,notifiedOn,source,reference\r\n' +
    `${mpans.hasBackstop},2026-08-04,installer,AGAIN-1\r\n`;
  await desk.take('again.csv', csv);
  const words = wordsOf(mainOf(await pageAt(desk, at(mpans.hasBackstop))));
  expect(words).toContain('2, opened on Tue 4 Aug 2026');
  expect(words).toMatch(/Check 1: opened on .*, backstop present/);
});

test('what to do is said as it is done on the page, and not as it is typed', async () => {
  const desk = await openWebDesk();
  const words = wordsOf(await pageAt(desk, at(mpans.unclear), 'operator'));
  expect(words).toContain('a decision below');
  expect(words).not.toMatch(/pawl (decide|resolve)/);
});
