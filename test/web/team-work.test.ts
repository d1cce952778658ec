/** Five people at one desk: whose a check is, notes, calls by telephone, what is new, and saved views. */
import { describe, expect, test } from 'vitest';
import { mpans } from './desk.ts';
import { leadsTo, mainOf, pageAt, sendForm, wordsOf } from './pages.ts';
import { ask, mpansOf, openTeamDesk, post, type Role, wordsAt } from './team-desk.ts';

describe('a claim', () => {
  test('narrows checks and the work queue, and is seen by colleagues in each list', async () => {
    const desk = await openTeamDesk();
    const claimed = await post(desk, 'operator', '/claims', { mpans: [mpans.unclear] });
    expect(claimed).toMatchObject({
      items: [{ mpan: mpans.unclear, means: 'claimed', claimedBy: 'otto' }],
    });
    const lists = [
      '/checks?open=yes&by=due',
      '/checks?open=yes',
      '/checks?by=opened',
      '/exceptions',
      '/queue',
    ];
    for (const list of lists) {
      const narrowed = (claim: string) => `${list}${list.includes('?') ? '&' : '?'}claim=${claim}`;
      expect(mpansOf(await ask(desk, narrowed('mine'))), list).toContain(mpans.unclear);
      expect(new Set(mpansOf(await ask(desk, narrowed('mine')))).size, list).toBe(1);
      expect(mpansOf(await ask(desk, narrowed('none'))), list).not.toContain(mpans.unclear);
      expect(mpansOf(await ask(desk, narrowed('others'))), list).toEqual([]);
      expect(mpansOf(await ask(desk, narrowed('others'), 'approver')), list).toContain(
        mpans.unclear,
      );
      expect(mpansOf(await ask(desk, narrowed('mine'), 'approver')), list).toEqual([]);
    }
    expect(await wordsAt(desk, '/checks?claim=others', 'approver')).toContain('otto');
    expect(await wordsAt(desk, '/exceptions', 'approver')).toContain('claimed by otto');
    const check = await wordsAt(desk, `/checks/${mpans.unclear}`, 'approver');
    expect(check).toMatch(/otto has claimed this on .* Ask otto before you act, or take it over/);
    expect(await wordsAt(desk, `/checks/${mpans.unclear}`)).not.toContain('has claimed this');
  });

  test('is refused where a colleague was faster, and taken with a reason', async () => {
    const desk = await openTeamDesk();
    const mine = await Promise.all(
      (['operator', 'approver'] as const).map((role) =>
        post(desk, role, '/claims', { mpans: [mpans.overdue] }),
      ),
    );
    const meanings = mine.map(({ items }) => (items as { means: string }[])[0]?.means);
    expect(new Set(meanings)).toEqual(new Set(['claimed', 'taken']));
    const [winner, loser] = meanings[0] === 'claimed' ? ['otto', 'anna'] : ['anna', 'otto'];
    const role = loser === 'anna' ? 'approver' : 'operator';
    const path = `/checks/${mpans.overdue}/hand-over`;
    expect(await post(desk, role, path, { to: loser })).toMatchObject({
      status: 400,
      error: { message: expect.stringContaining(`is claimed by ${winner} since`) as string },
    });
    expect(await post(desk, role, path, { to: loser, reason: 'on leave' })).toMatchObject({
      claimedBy: loser,
    });
    expect(await ask(desk, `/checks/${mpans.overdue}/team`)).toMatchObject({
      claim: { who: loser, by: loser, reason: 'on leave' },
    });
    expect(await post(desk, role, path, { to: 'vera' })).toMatchObject({ status: 409 });
    expect(await post(desk, role, path, { to: 'BERT' })).toMatchObject({ claimedBy: 'bert' });
    expect(
      await post(desk, 'operator', '/claims', { mpans: [mpans.replacedInTime] }),
    ).toMatchObject({
      items: [{ means: 'settled' }],
    });
  });

  test('moves nothing: no revision, no snapshot, and an act that a stale form makes is done', async () => {
    const desk = await openTeamDesk();
    const before = await ask(desk, `/checks/${mpans.unclear}`);
    const state = (await desk.gateway.store.loadMpans([mpans.unclear])).get(mpans.unclear);
    await post(desk, 'approver', '/claims', { mpans: [mpans.unclear] });
    await post(desk, 'approver', `/checks/${mpans.unclear}/notes`, { text: 'has no backstop' });
    await post(desk, 'approver', `/checks/${mpans.unclear}/calls`, {
      party: 'MOPX',
      whom: 'x',
      said: 'NO BACKSTOP FITTED',
    });
    expect(await ask(desk, `/checks/${mpans.unclear}`)).toEqual(before);
    expect((await desk.gateway.store.loadMpans([mpans.unclear])).get(mpans.unclear)).toEqual(state);
    const decided = await post(desk, 'operator', `/checks/${mpans.unclear}/decide`, {
      decision: 'hasNot',
      reason: 'seen',
      revision: before['revision'],
    });
    expect(decided).toMatchObject({ status: 200, means: 'moved' });
    // The claim lives on with the check, and ends with it.
    expect(mpansOf(await ask(desk, '/checks?claim=mine', 'approver'))).toEqual([mpans.unclear]);
    await post(desk, 'operator', `/checks/${mpans.unclear}/cancel`, { reason: 'twice' });
    expect(mpansOf(await ask(desk, '/checks?claim=mine', 'approver'))).toEqual([]);
    expect(await ask(desk, `/checks/${mpans.unclear}/team`)).toMatchObject({ claim: null });
    expect(await desk.problems()).toEqual([]);
    // A decision that is taken back opens the check again, and it is hers again.
    await post(desk, 'operator', `/checks/${mpans.unclear}/take-back`, { reason: 'not twice' });
    expect(mpansOf(await ask(desk, '/checks?claim=mine', 'approver'))).toEqual([mpans.unclear]);
    expect(await desk.problems()).toEqual([]);
  });

  test('of somebody who is let in no more hides nothing', async () => {
    const desk = await openTeamDesk();
    await post(desk, 'operator', '/claims', { mpans: [mpans.overdue, mpans.unclear] });
    const { web } = desk.gateway.config;
    const tokens = web.tokens.filter(({ name }) => name !== 'otto');
    Object.assign(web, { tokens });
    expect(mpansOf(await ask(desk, '/checks?claim=none&by=due', 'approver'))).toContain(
      mpans.overdue,
    );
    expect(mpansOf(await ask(desk, '/exceptions?claim=none', 'approver'))).toContain(mpans.unclear);
    expect(mpansOf(await ask(desk, '/checks?claim=others', 'approver'))).toEqual([]);
    expect(await ask(desk, `/checks/${mpans.overdue}/team`, 'approver')).toMatchObject({
      claim: null,
    });
    expect(await post(desk, 'approver', '/claims', { mpans: [mpans.overdue] })).toMatchObject({
      items: [{ means: 'claimed', claimedBy: 'anna' }],
    });
  });

  test('that came after a form was made is said before the form counts', async () => {
    const desk = await openTeamDesk();
    const form = { decision: 'hasNot', reason: 'seen', claimSeen: '' };
    await post(desk, 'approver', '/claims', { mpans: [mpans.unclear] });
    const path = `/checks/${mpans.unclear}/decide`;
    const refused = await sendForm(desk, path, form, 'operator');
    expect(refused.status).toBe(409);
    const words = wordsOf(mainOf(await refused.text()));
    expect(words).toContain('anna has claimed MPAN');
    expect(words).toContain('You had written: seen');
    const again = sendForm(desk, path, { ...form, claimSeen: 'anna' }, 'operator');
    expect(await leadsTo(again)).toContain('did=decided');
  });

  test('of a list claims what is free, and what is approved by a claim is what is shown', async () => {
    const desk = await openTeamDesk();
    await post(desk, 'operator', '/claims', { mpans: [mpans.overdue] });
    const page = await pageAt(desk, '/checks?open=yes', 'approver');
    expect(wordsOf(page)).toMatch(/Claim the \d+ checks shown that nobody has/);
    const { items } = (await ask(desk, '/checks?claim=none', 'approver')) as {
      items: { mpan: string }[];
    };
    const shown = items.map(({ mpan }) => mpan);
    await leadsTo(sendForm(desk, '/checks/claim', { mpans: shown }, 'approver'));
    expect(mpansOf(await ask(desk, '/checks?claim=mine&limit=500', 'approver'))).toEqual(shown);
    const preview = await ask(desk, '/approvals/preview?claim=others&flow=D0142', 'operator');
    expect(preview).toMatchObject({
      number: 1,
      claimedByOthers: [{ who: 'anna', number: 1 }],
      flows: [{ mpan: mpans.toReplace }],
    });
    expect(await ask(desk, '/approvals/preview?claim=mine')).toMatchObject({ number: 0 });
  });
});

describe('notes and calls', () => {
  test('are for those who act, kept once, limited, and told as text', async () => {
    const desk = await openTeamDesk();
    const words = '<script>alert(1)</script> the landlord\n has the key';
    const notes = `/checks/${mpans.overdue}/notes`;
    for (const _ of [1, 2]) await post(desk, 'operator', notes, { text: words });
    await post(desk, 'approver', notes, { text: words });
    const call = { whom: 'Ms Hartley', said: 'booked for Friday' };
    for (const _ of [1, 2]) await post(desk, 'operator', `/checks/${mpans.overdue}/calls`, call);
    const told = await ask(desk, `/checks/${mpans.overdue}/team`);
    expect(told).toMatchObject({
      isTextShown: true,
      notes: [{ who: 'anna' }, { who: 'otto', text: words }],
      calls: [{ who: 'otto', party: 'MOPY', ...call }],
    });
    expect(await ask(desk, '/chases/MOPY/calls')).toMatchObject({ items: [{ ...call }] });
    // A question about an unclear report is for us to decide, and was still asked of somebody.
    const asked = await post(desk, 'operator', `/checks/${mpans.unclear}/calls`, call);
    expect(asked).toMatchObject({ status: 200, party: 'MOPX' });
    expect(await wordsAt(desk, '/chases/MOPY')).toContain('booked for Friday');
    const page = await pageAt(desk, `/checks/${mpans.overdue}`, 'operator');
    expect(page).not.toContain('<script>alert');
    expect(await post(desk, 'operator', notes, { text: 'x'.repeat(2_001) })).toMatchObject({
      status: 400,
    });
    // A viewer sees that somebody called, and no words.
    const asViewer = JSON.stringify(await ask(desk, `/checks/${mpans.overdue}/team`, 'viewer'));
    expect(asViewer).toContain('"who":"otto"');
    for (const path of [`/checks/${mpans.overdue}`, '/chases/MOPY', '/acts', '/find?q=Hartley']) {
      const shown = await wordsAt(desk, path, 'viewer');
      expect(shown, path).not.toMatch(/landlord|booked|Ms Hartley called/);
    }
    expect(asViewer).not.toMatch(/landlord|booked|Hartley/);
    expect(mpansOf(await ask(desk, '/search?words=landlord'))).toEqual([]);
    const acts = await ask(desk, `/acts?mpan=${mpans.overdue}`);
    expect(acts).toMatchObject({
      items: [
        { act: 'call', says: 'call MOPY', who: 'otto' },
        { act: 'note', who: 'anna' },
        { act: 'note', who: 'otto' },
      ],
    });
    expect(JSON.stringify(acts)).not.toMatch(/landlord|booked/);
  });
});

test('one call about several MPANs stands with each, or with none', async () => {
  const desk = await openTeamDesk();
  const call = { whom: 'Ms Hartley', said: 'all of them on Friday' };
  const of = [mpans.overdue, mpans.unclear];
  const path = '/chases/MOPY/calls';
  expect(
    await post(desk, 'operator', path, { ...call, mpans: [...of, '1012044110074'] }),
  ).toMatchObject({
    status: 404,
  });
  expect(await ask(desk, path)).toMatchObject({ items: [] });
  for (const _ of [1, 2]) await post(desk, 'operator', path, { ...call, mpans: of });
  expect(new Set(mpansOf(await ask(desk, path)))).toEqual(new Set(of));
  const page = await wordsAt(desk, '/chases/MOPY');
  expect(page.match(/all of them on Friday/g)).toHaveLength(1);
  expect(page).toContain('Keep a call about this MPAN');
  expect(page).toMatch(/Called before.* otto .*Ms Hartley/);
  const form = { mpans: of, whom: 'Mr Low', said: 'they are sorry' };
  expect(await leadsTo(sendForm(desk, path, form, 'operator'))).toBe('/chases/MOPY?did=kept');
  for (const mpan of of) {
    expect(await ask(desk, `/checks/${mpan}/team`)).toMatchObject({
      calls: [{ said: 'they are sorry' }, { said: 'all of them on Friday' }],
    });
  }
});

test('whoever lets go what a colleague has claimed is told so', async () => {
  const desk = await openTeamDesk();
  const { items } = (await ask(desk, '/approvals')) as { items: { id: string; mpan: string }[] };
  const { id = '', mpan = '' } = items[0] ?? {};
  await post(desk, 'operator', '/claims', { mpans: [mpan] });
  expect(await post(desk, 'approver', '/approvals', { ids: [id] })).toMatchObject({
    items: [{ id }],
    claimedByOthers: [{ who: 'otto', number: 1 }],
  });
});

describe('since you were last here', () => {
  test('tells what came, breached and was decided, by whom, and looking swells nothing', async () => {
    const desk = await openTeamDesk();
    const count = async (what: string): Promise<number> => {
      const { items } = (await ask(desk, `/since?what=${what}`)) as { items: unknown[] };
      return items.length;
    };
    const before = await ask(desk, '/since');
    expect(before).toMatchObject({ lastHere: null, from: '2026-08-04T11:00:00Z' });
    await pageAt(desk, '/checks', 'operator');
    desk.clock.set('2026-08-05T11:40:00Z');
    await pageAt(desk, '/checks', 'operator');
    // Forty minutes are no absence; an hour is.
    expect(await ask(desk, '/since')).toMatchObject({ lastHere: null });
    await post(desk, 'approver', `/checks/${mpans.unclear}/decide`, {
      decision: 'hasNot',
      reason: 'seen',
    });
    desk.clock.set('2026-08-06T08:00:00Z');
    const seq = (await desk.gateway.store.head()).seq;
    for (const _ of [1, 2]) {
      const news = await ask(desk, '/since');
      expect(news).toMatchObject({
        lastHere: '2026-08-05T11:40:00Z',
        decided: { number: 1, isMore: false },
        items: [{ who: 'anna', what: 'decided', says: 'decide hasNot', mpan: mpans.unclear }],
      });
    }
    expect(await wordsAt(desk, '/team')).toMatch(
      /Since you were last here Since Wed 5 Aug 2026 12:40.* 1 .*anna .*decide hasNot seen/,
    );
    expect(await wordsAt(desk, '/')).toMatch(
      /What is new since you were last here ?, on Wed 5 Aug/,
    );
    expect((await desk.gateway.store.head()).seq).toBe(seq);
    // For anna, who was not here for longer, it is another time; a page at a time tells all of it.
    const { items, next } = (await ask(
      desk,
      '/since?what=came&from=2026-01-01T00:00:00Z&limit=3',
      'approver',
    )) as { items: { at: string }[]; next: string };
    const rest = (await ask(
      desk,
      `/since?what=came&from=2026-01-01T00:00:00Z&limit=500&cursor=${next}`,
      'approver',
    )) as { items: { at: string }[] };
    expect(items).toHaveLength(3);
    expect(rest.items.length).toBeGreaterThan(3);
    expect(rest.items.every(({ at }) => at <= (items[2]?.at ?? ''))).toBe(true);
    expect(await count('came')).toBe(0);
  });
});

describe('saved views', () => {
  test('are a person\u2019s own, or shared, each with what it shows', async () => {
    const desk = await openTeamDesk();
    const save = (role: Role, body: object) => post(desk, role, '/views', body);
    const late = { name: 'Late', list: 'checks', query: 'late=breached&by=due' };
    await save('operator', late);
    await save('approver', { name: 'Mine', list: 'checks', query: 'claim=mine', shared: 'yes' });
    await post(desk, 'operator', '/claims', { mpans: [mpans.overdue, mpans.unclear] });
    const seen = async (role: Role) => (await ask(desk, '/views', role))['items'];
    const { items: breached } = (await ask(desk, '/checks?late=breached')) as { items: unknown[] };
    expect(await seen('operator')).toMatchObject([
      {
        name: 'Late',
        owner: 'otto',
        isOwn: true,
        number: breached.length,
        query: 'by=due&late=breached',
      },
      { name: 'Mine', owner: 'anna', isOwn: false, isShared: true, number: 2 },
    ]);
    // Whose is mine depends on who looks, and what is another's own nobody else sees.
    expect(await seen('approver')).toMatchObject([{ name: 'Mine', isOwn: true, number: 0 }]);
    const page = await pageAt(desk, '/checks?claim=mine', 'operator');
    expect(page).toMatch(/<a href="\/checks\?claim=mine" aria-current="page">Mine/);
    expect(await wordsAt(desk, '/team')).toMatch(/Late 2 checks yours|Late \d+ checks yours/);
    expect(
      await post(desk, 'operator', '/views/drop', { name: 'Mine', owner: 'anna' }),
    ).toMatchObject({ status: 409 });
    expect(
      await post(desk, 'approver', '/views/drop', { name: 'Late', owner: 'otto' }),
    ).toMatchObject({ status: 404 });
    await leadsTo(sendForm(desk, '/views/drop', { name: 'Mine', owner: 'anna' }, 'approver'));
    expect(await seen('operator')).toMatchObject([{ name: 'Late' }]);
    // What is saved again as it stands is nothing that anybody did.
    const saved = async (): Promise<number> =>
      ((await ask(desk, '/acts?act=saveView'))['items'] as unknown[]).length;
    const before = await saved();
    await save('operator', late);
    expect(await saved()).toBe(before);
    await save('operator', { ...late, query: 'late=near' });
    expect(await saved()).toBe(before + 1);
    await save('operator', late);
    // A name is text, and what the list does not take is not kept.
    const hostile = '"><script>alert(1)</script>';
    await save('operator', { name: hostile, list: 'exceptions', query: 'code=REPORT_UNCLEAR' });
    expect(await pageAt(desk, '/exceptions', 'operator')).not.toContain('<script>alert');
    for (const query of [`mpan=${mpans.overdue}`, 'cursor=x', 'late=never', 'x=y']) {
      expect(await save('operator', { ...late, query }), query).toMatchObject({ status: 400 });
    }
    expect(await desk.problems()).toEqual([]);
  });
});

test('who did what by day is narrowed by person and day, and is a CSV', async () => {
  const desk = await openTeamDesk();
  await post(desk, 'operator', '/claims', { mpans: [mpans.overdue] });
  desk.clock.set('2026-08-06T09:00:00Z');
  await post(desk, 'operator', '/claims', { mpans: [mpans.unclear] });
  await post(desk, 'approver', `/checks/${mpans.unclear}/notes`, { text: 'a word' });
  const csv = await desk.as(
    'viewer',
    '/api/v1/acts?who=otto&from=2026-08-06&to=2026-08-06&format=csv',
  );
  expect(await csv.text()).toMatch(
    /^at,who,act,says,[^]*\r?\n2026-08-06T09:00:00Z,otto,claim,claim,/,
  );
  const page = await wordsAt(desk, '/acts', 'viewer');
  expect(page).toMatch(/Thu 6 Aug 2026 .*anna note .*otto claim .*Wed 5 Aug 2026 .*otto claim/);
});
