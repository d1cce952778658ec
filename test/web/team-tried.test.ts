/** What was tried against claims, notes and views: groups, restarts, names that mean harm, too many. */
import { expect, test } from 'vitest';
import { addNote } from '../../src/gateway/index.ts';
import { mpanOf, reportFile } from '../support/flow-files.ts';
import { mpans, openWebDesk, tokenOf } from './desk.ts';
import { pageAt } from './pages.ts';
import { ask, bert, mpansOf, openTeamDesk, post, wordsAt } from './team-desk.ts';

test('an item without a check is claimed, dismissed with its group, and stays sound', async () => {
  const desk = await openWebDesk({ story: false });
  await desk.take('u.usr', reportFile('R1', [1, 2].map(mpanOf)));
  await post(desk, 'operator', '/claims', { mpans: [mpanOf(1)], reason: 'odd words' });
  expect(mpansOf(await ask(desk, '/exceptions?claim=mine'))).toEqual([mpanOf(1)]);
  expect(mpansOf(await ask(desk, '/exceptions?claim=none'))).toEqual([mpanOf(2)]);
  // What comes after the claim is not of it.
  desk.clock.set('2026-08-05T12:00:00Z');
  const path = `/exceptions/${encodeURIComponent('RESPONSE_WITHOUT_REQUEST:MOPX')}/resolve`;
  await post(desk, 'approver', path, { verb: 'dismiss', reason: 'not for us' });
  expect(await desk.problems()).toEqual([]);
  expect(mpansOf(await ask(desk, '/exceptions?claim=mine'))).toEqual([]);
  expect(await ask(desk, '/claims')).toEqual({ items: [] });
  expect(await post(desk, 'operator', '/claims', { mpans: [mpanOf(1)] })).toMatchObject({
    items: [{ means: 'settled' }],
  });
});

test('claims, notes and views are there after a restart, and news is folded beside them', async () => {
  const desk = await openTeamDesk();
  await post(desk, 'operator', '/claims', { mpans: [mpans.overdue] });
  await post(desk, 'operator', `/checks/${mpans.overdue}/notes`, { text: 'the landlord has it' });
  await post(desk, 'operator', '/views', { name: 'One', list: 'checks', query: 'claim=mine' });
  await desk.take('late.usr', reportFile('R9', [mpans.overdue], 'UNABLE TO SAY', '20260805100000'));
  expect(mpansOf(await ask(desk, '/checks?claim=mine'))).toEqual([mpans.overdue]);
  const again = await desk.reopen();
  expect(await again.problems()).toEqual([]);
  expect((await again.gateway.store.claimsAmong([mpans.overdue])).size).toBe(1);
  expect(await again.gateway.store.teamEntriesOf(mpans.overdue, ['note'], 9)).toHaveLength(1);
  expect(await again.gateway.store.viewEntries()).toHaveLength(1);
});

test('names that mean harm are text, and a hundred clicks are one note', async () => {
  const harm = '"><img src=x onerror=alert(1)>';
  const mallory = { name: harm, role: 'operator', token: tokenOf('mallory') } as const;
  const desk = await openTeamDesk({ people: [bert, mallory] });
  const as = (path: string, body: object) =>
    desk.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${mallory.token}` },
      body: JSON.stringify(body),
    });
  await as('/claims', { mpans: [mpans.unclear] });
  await as(`/checks/${mpans.unclear}/notes`, { text: harm });
  await as(`/checks/${mpans.unclear}/calls`, { party: 'MOPX', whom: harm, said: harm });
  await as('/views', { name: harm, list: 'checks', query: 'claim=mine', shared: 'yes' });
  const pages = [
    `/checks/${mpans.unclear}`,
    '/checks?open=yes',
    '/exceptions',
    '/team',
    '/acts',
    '/chases/MOPX',
  ];
  for (const path of pages) {
    const page = await pageAt(desk, path, 'approver');
    expect(page, path).not.toContain('<img src=x');
    expect(page, path).toContain('&lt;img src=x');
  }
  const note = { text: 'once' };
  await Promise.all(
    Array.from({ length: 20 }, () =>
      post(desk, 'operator', `/checks/${mpans.overdue}/notes`, note),
    ),
  );
  const { notes } = (await ask(desk, `/checks/${mpans.overdue}/team`)) as { notes: unknown[] };
  expect(notes).toHaveLength(1);
  expect(await desk.problems()).toEqual([]);
});

test('no more is kept of an MPAN or of a person than is said', async () => {
  const desk = await openTeamDesk();
  const { gateway } = desk;
  for (let n = 0; n < 500; n += 1) {
    await addNote(gateway, mpans.overdue, `note ${n}`, { who: 'otto', reason: '' });
  }
  const notes = `/checks/${mpans.overdue}/notes`;
  expect(await post(desk, 'operator', notes, { text: 'one more' })).toMatchObject({
    status: 409,
  });
  for (let n = 0; n < 30; n += 1) {
    await post(desk, 'operator', '/views', { name: `v${n}`, list: 'checks', query: 'late=soon' });
  }
  const save = (name: string) =>
    post(desk, 'operator', '/views', { name, list: 'checks', query: 'late=soon' });
  expect(await save('one more')).toMatchObject({ status: 409 });
  expect(await save('v3')).toMatchObject({ status: 200 });
  expect(
    await post(desk, 'approver', '/views', { name: 'v3', list: 'checks', query: '' }),
  ).toMatchObject({ status: 200 });
});

test('one decision about the same words says first that colleagues have claimed some, and no view keeps them', async () => {
  const desk = await openTeamDesk();
  await post(desk, 'approver', '/claims', { mpans: [mpans.unclear] });
  const words = 'UNABLE TO CONFIRM IF BACKSTOP FITTED, PLEASE ADVISE';
  const address = `/exceptions/words?words=${encodeURIComponent(words)}`;
  expect(await wordsAt(desk, address)).toContain(
    'Colleagues have claimed some of these: anna 1 MPAN.',
  );
  expect(await wordsAt(desk, address, 'approver')).not.toContain('Colleagues have claimed');
  const view = { name: 'Words', list: 'exceptions', query: 'words=see photo' };
  expect(await post(desk, 'operator', '/views', view)).toMatchObject({ status: 400 });
  expect(await pageAt(desk, '/exceptions?words=see+photo', 'operator')).not.toContain(
    'Save this view',
  );
});
