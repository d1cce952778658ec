/** Who did what: at the API and on the page, by person, kind, MPAN and day. */
import { expect, test } from 'vitest';
import { mpanOf, reportFile } from '../support/flow-files.ts';
import { mpans, openWebDesk, today, type WebDesk } from '../web/desk.ts';
import { mainOf, pageAt, wordsOf } from '../web/pages.ts';

const post = (desk: WebDesk, role: 'operator' | 'approver', path: string, body: object) =>
  desk.as(role, `/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function acts(desk: WebDesk, query = ''): Promise<Record<string, unknown>[]> {
  const { items } = (await (await desk.as('viewer', `/api/v1/acts${query}`)).json()) as {
    items: Record<string, unknown>[];
  };
  return items;
}

test('what people did is told with who and why, the last first, and narrowed', async () => {
  const desk = await openWebDesk();
  const decide = `/checks/${mpans.unclear}/decide`;
  await post(desk, 'operator', decide, { decision: 'hasNot', reason: 'asked by telephone' });
  desk.clock.set('2026-08-06T09:00:00Z');
  await post(desk, 'approver', '/approvals', { ids: [mpans.toReplace], reason: 'seen' });
  expect(await acts(desk)).toMatchObject([
    { who: 'anna', act: 'approve', says: 'approve D0142', mpan: mpans.toReplace, reason: 'seen' },
    { who: 'otto', act: 'decide', says: 'decide hasNot', mpan: mpans.unclear, isProposal: false },
  ]);
  const whoOf = async (query: string) => (await acts(desk, query)).map(({ who }) => who);
  expect(await whoOf('?who=OTTO')).toEqual(['otto']);
  expect(await whoOf('?act=approve')).toEqual(['anna']);
  expect(await whoOf(`?mpan=${mpans.unclear}`)).toEqual(['otto']);
  expect(await whoOf('?from=2026-08-06')).toEqual(['anna']);
  expect(await whoOf(`?to=${today}`)).toEqual(['otto']);
  const page = await pageAt(desk, '/acts?who=otto&act=');
  expect(wordsOf(mainOf(page))).toMatch(/otto decide hasNot .* asked by telephone/);
  expect(page).not.toContain('approve D0142');
  expect(page).toContain('value="otto"');
});

test('a proposal says so, its confirmation names both, and a group says how many items it was', async () => {
  const desk = await openWebDesk({ story: false, settings: { fourEyes: true } });
  await desk.take('u.usr', reportFile('R1', [1, 2, 3].map(mpanOf)));
  const path = `/exceptions/${encodeURIComponent('RESPONSE_WITHOUT_REQUEST:MOPX')}/resolve`;
  await post(desk, 'operator', path, { verb: 'dismiss', reason: 'not for us' });
  const asked = async (at: string) => (await desk.as('viewer', `/api/v1${at}`)).json();
  const id = 'RESPONSE_WITHOUT_REQUEST:MOPX';
  const one = { items: [{ kind: 'group', id, notBy: ['otto'], items: 3 }] };
  expect(await asked('/proposals?limit=1')).toMatchObject(one);
  expect(await asked('/proposals?kind=decision')).toEqual({
    items: [],
    next: null,
    counted: { number: 0, isMore: false },
  });
  expect(await asked('/exceptions')).toMatchObject({ groups: [{ id, notBy: ['otto'] }] });
  await post(desk, 'approver', path, { verb: 'dismiss', reason: 'nor for me' });
  expect(await acts(desk)).toMatchObject([
    { who: 'anna', proposedBy: 'otto', isProposal: false, items: 3, mpan: null },
    { who: 'otto', proposedBy: null, isProposal: true, items: 3, act: 'resolve' },
  ]);
  expect(await acts(desk, `?mpan=${mpanOf(2)}`)).toMatchObject([{ who: 'anna' }]);
  expect(await asked('/exceptions')).toMatchObject({ items: [], groups: [] });
});

test('a list goes on after its cursor, whatever is done meanwhile', async () => {
  const desk = await openWebDesk();
  for (const decision of ['has', 'hasNot', 'askAgain']) {
    const path = `/checks/${mpans.unclear}/decide`;
    await post(desk, 'operator', path, { decision, reason: decision });
    desk.clock.set(desk.clock.now().replace(/:(\d\d)Z/, (_, s: string) => `:${Number(s) + 10}Z`));
  }
  const first = (await (await desk.as('viewer', '/api/v1/acts?limit=1')).json()) as {
    items: { reason: string }[];
    next: string;
  };
  expect(first.items.map(({ reason }) => reason)).toEqual(['askAgain']);
  await post(desk, 'operator', `/checks/${mpans.overdue}/cancel`, { reason: 'twice' });
  const rest = await acts(desk, `?cursor=${first.next}`);
  expect(rest.map(({ reason }) => reason)).toEqual(['hasNot', 'has']);
});
