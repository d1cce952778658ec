/** The list of checks: each filter, order and page of it, searching, and approving in bulk. */
import { describe, expect, test } from 'vitest';
import { badMpanOf, mpanOf, notificationFile } from '../support/flow-files.ts';
import { mpans, openWebDesk } from './desk.ts';
import { leadsTo, linksOf, pageAt, rowsOf, sendForm, wordsOf } from './pages.ts';

const all = Object.values(mpans);
const open = [
  mpans.overdue,
  mpans.dueSoon,
  mpans.unclear,
  mpans.toReplace,
  mpans.toInvestigate,
  mpans.justNotified,
];
const closed = [mpans.replacedInTime, mpans.hasBackstop, mpans.answeredLate];

const filters: readonly (readonly [query: string, rows: readonly string[], says: string])[] = [
  ['', [...open, ...closed], 'All checks; the nearest deadline first.'],
  ['late=breached', [mpans.overdue], 'Breached; the nearest deadline first.'],
  ['late=today', [], 'Due today'],
  ['late=soon', [mpans.dueSoon], 'Due in two Working Days'],
  ['late=later', open.slice(2), 'Due later'],
  ['turn=us', open.slice(2), 'Waiting for us'],
  ['turn=them', open.slice(0, 2), 'Waiting for them'],
  ['state=investigating', open.slice(0, 2), 'In investigating'],
  ['state=replacementToOrder', [mpans.toReplace], 'In replacement to order'],
  ['state=closed', closed, 'In closed'],
  ['party=MOPY', [mpans.overdue, mpans.answeredLate], 'Meter Operator MOPY'],
  ['party=mopy&turn=them', [mpans.overdue], 'Waiting for them, Meter Operator MOPY'],
  ['owed=yes', open.slice(3), 'With flows to approve or send'],
  ['open=yes', open, 'Open;'],
  ['open=no', closed, 'Closed;'],
  ['q=1200000001', [...open, ...closed], 'MPAN 1200000001'],
  ['q=12000000010 7', [mpans.toReplace], 'MPAN 120000000107'],
  ['by=mpan', all.toSorted(), 'the lowest MPAN first'],
  ['by=mpan&order=descending', all.toSorted().toReversed(), 'the highest MPAN first'],
];

test('each filter and order shows what it says', async () => {
  const desk = await openWebDesk();
  for (const [query, rows, says] of filters) {
    const page = await pageAt(desk, `/checks?${query}`);
    expect([query, rowsOf(page)]).toEqual([query, rows]);
    expect([query, wordsOf(page)]).toEqual([query, expect.stringContaining(says)]);
  }
});

test('headings turn the order about, and keep what is asked', async () => {
  const desk = await openWebDesk();
  const page = await pageAt(desk, '/checks?turn=us');
  expect(page).toContain(
    'aria-sort="ascending"><a href="/checks?turn=us&amp;by=due&amp;order=descending">Due',
  );
  expect(page).toContain('aria-sort="none"><a href="/checks?turn=us&amp;by=mpan">MPAN');
  const turned = await pageAt(desk, '/checks?turn=us&by=due&order=descending');
  expect(turned).toContain('aria-sort="descending"><a href="/checks?turn=us&amp;by=due">Due');
  expect(rowsOf(turned)).toEqual(open.slice(2).toReversed());
});

test('an address that asks for what is not there says what is wrong, as text', async () => {
  const desk = await openWebDesk({ story: false });
  const page = await (await desk.as('viewer', '/checks?state=%3Cscript%3E')).text();
  expect(page).not.toContain('<script>');
  for (const query of ['state=nowhere', 'late=never', 'turn=me', 'party=toolong', 'cursor=x']) {
    const response = await desk.as('viewer', `/checks?${query}`);
    expect([query, response.status]).toEqual([query, 400]);
    expect((await response.text()).toLowerCase()).toContain(query.split('=')[0]);
  }
});

describe('searching', () => {
  test('a whole MPAN leads to it, a file to the files, and nothing says so', async () => {
    const desk = await openWebDesk();
    const leads = async (q: string) =>
      (await desk.as('viewer', `/checks?q=${encodeURIComponent(q)}`)).headers.get('location');
    expect(await leads(mpans.overdue)).toBe(`/checks/${mpans.overdue}`);
    expect(await leads('12 0000 0001 042')).toBe(`/checks/${mpans.overdue}`);
    expect(await leads('DEMO000021')).toBe('/files?name=DEMO000021');
    const unknown = wordsOf(await pageAt(desk, `/checks?q=${mpanOf(9999)}`));
    expect(unknown).toContain(`No check of an MPAN ${mpanOf(9999)} is known.`);
    const wrong = wordsOf(await pageAt(desk, `/checks?q=${badMpanOf(9999)}`));
    expect(wrong).toContain('is not an MPAN: its last digit should be');
  });

  test('a File Identifier of digits alone leads to its file', async () => {
    const desk = await openWebDesk({ story: false });
    await desk.take('d1.usr', notificationFile('0000000777', [mpanOf(1)]));
    const response = await desk.as('viewer', '/checks?q=0000000777');
    expect(response.headers.get('location')).toBe('/files?name=0000000777');
  });
});

test('a long list is read page by page, each check once', async () => {
  const desk = await openWebDesk({ story: false });
  const many = Array.from({ length: 120 }, (_, index) => mpanOf(index + 1));
  await desk.take('many.usr', notificationFile('0000000888', many));
  const seen: string[] = [];
  let address: string | undefined = '/checks?by=mpan&state=notified';
  for (let pages = 0; address !== undefined && pages < 5; pages += 1) {
    const page = await pageAt(desk, address);
    seen.push(...rowsOf(page));
    const next = /<a href="([^"]*)" rel="next"/.exec(page)?.[1];
    address = next?.replaceAll('&amp;', '&');
    expect(linksOf(page).includes('/checks?state=notified&by=mpan')).toBe(pages > 0);
  }
  expect(seen).toEqual(many.toSorted());
});

describe('approving in bulk', () => {
  test('only an approver is given boxes, and only where flows wait', async () => {
    const desk = await openWebDesk();
    for (const role of ['viewer', 'operator'] as const) {
      expect(await pageAt(desk, '/checks', role)).not.toContain('name="ids"');
    }
    const page = await pageAt(desk, '/checks', 'approver');
    const boxes = [...page.matchAll(/name="ids" value="([^"]*)"/g)].map(([, id]) => id);
    expect(boxes).toEqual([
      `${mpans.toReplace}-D0142`,
      `${mpans.toInvestigate}-D0001`,
      `${mpans.justNotified}-D0001`,
    ]);
    expect(await pageAt(desk, '/checks?late=breached', 'approver')).not.toContain('name="ids"');
  });

  test('what is chosen is sent, and the list says how many', async () => {
    const desk = await openWebDesk();
    const ids = [`${mpans.toReplace}-D0142`, `${mpans.justNotified}-D0001`];
    const path = await leadsTo(sendForm(desk, '/checks/approve', { ids }, 'approver'));
    expect(path).toBe('/checks?did=approved&sent=2&proposed=0&own=0');
    expect(wordsOf(await pageAt(desk, path, 'approver'))).toContain('Approved 2 flows:');
    expect(desk.nudges()).toBe(1);
    await desk.pass();
    expect(desk.files('outbox')).toHaveLength(2);
    const left = await pageAt(desk, '/checks?owed=yes', 'approver');
    expect(rowsOf(left)).toEqual([mpans.toInvestigate]);
  });

  test('all that wait are sent where that is confirmed', async () => {
    const desk = await openWebDesk();
    const path = await leadsTo(sendForm(desk, '/checks/approve', { all: 'yes' }, 'approver'));
    expect(path).toContain('sent=3');
  });

  test('nothing chosen, no role, and what is not owed are refused', async () => {
    const desk = await openWebDesk();
    const ids = `${mpans.toReplace}-D0142`;
    const status = async (fields: Record<string, string>, role: 'operator' | 'approver') =>
      (await sendForm(desk, '/checks/approve', fields, role)).status;
    expect(await status({}, 'approver')).toBe(400);
    expect(await status({ ids }, 'operator')).toBe(403);
    expect(await status({ ids: 'nothing' }, 'approver')).toBe(404);
    await desk.pass();
    expect(desk.files('outbox')).toEqual([]);
  });

  test('under four eyes the first approval waits for another person', async () => {
    const desk = await openWebDesk({ settings: { fourEyes: true } });
    const ids = `${mpans.toReplace}-D0142`;
    const path = await leadsTo(sendForm(desk, '/checks/approve', { ids }, 'approver'));
    const words = wordsOf(await pageAt(desk, path, 'approver'));
    expect(words).toContain('1 flow approved by you; another person must approve too.');
    expect(wordsOf(await pageAt(desk, `/checks/${mpans.toReplace}`))).toContain(
      'approve D0142, proposed by anna',
    );
  });
});

test('the work queue lists what is open, by code', async () => {
  const desk = await openWebDesk();
  expect(rowsOf(await pageAt(desk, '/exceptions'))).toEqual([mpans.unclear]);
  expect(rowsOf(await pageAt(desk, '/exceptions?code=REPORT_UNCLEAR'))).toEqual([mpans.unclear]);
  expect(rowsOf(await pageAt(desk, '/exceptions?sender=mopx'))).toEqual([mpans.unclear]);
  expect(rowsOf(await pageAt(desk, '/exceptions?sender=NONE'))).toEqual([]);
  const none = wordsOf(await pageAt(desk, '/exceptions?code=METERS_DIFFER'));
  expect(none).toContain(
    'No Exception matches. Something is found without Exception METERS_DIFFER . Show all',
  );
  expect((await desk.as('viewer', '/exceptions?code=NONE')).status).toBe(400);
});

test('an empty desk says that there are no checks', async () => {
  const desk = await openWebDesk({ story: false });
  expect(wordsOf(await pageAt(desk, '/checks'))).toContain('No check matches.');
  expect(wordsOf(await pageAt(desk, '/checks?late=breached'))).toContain('Nothing is breached.');
});
