/** Two people at one desk: what is approved and undone, and what comes of a form that is stale. */
import { describe, expect, test } from 'vitest';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { type DeskOptions, mpans, openWebDesk, tokenOf, type WebDesk } from './desk.ts';
import { leadsTo, mainOf, pageAt, sendForm, wordsOf } from './pages.ts';

const bert = { name: 'bert', role: 'approver', token: tokenOf('bert') } as const;

/** The hidden fields of the form of an action, and of what else it sends by itself. */
function hiddenOf(page: string, action: string): Record<string, string | string[]> {
  const form = page.split('<form').find((one) => one.includes(`action="${action}"`)) ?? '';
  const fields: Record<string, string | string[]> = {};
  for (const [, name = '', value = ''] of form
    .slice(0, form.indexOf('</form>'))
    .matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
    const text = value.replaceAll('&amp;', '&');
    const before = fields[name];
    fields[name] = before === undefined ? text : [before, text].flat();
  }
  return fields;
}

const openDesk = (options: DeskOptions = {}): Promise<WebDesk> =>
  openWebDesk({ people: [bert], ...options, settings: { undoSeconds: 60, ...options.settings } });

const outboxOf = async (desk: WebDesk) =>
  (await desk.gateway.store.outbox()).flatMap(({ mpans: of, flow }) => of.map(() => flow));

async function previewed(desk: WebDesk, list: string): Promise<string> {
  const page = await pageAt(desk, list, 'approver');
  const form = page.split('<form').find((one) => one.includes('name="all"')) ?? '';
  const hidden = hiddenOf(`<form${form}`, '/checks/approve/preview');
  const shown = await sendForm(desk, '/checks/approve/preview', hidden, 'approver');
  expect(shown.status).toBe(200);
  return shown.text();
}

describe('what is approved is what is shown', () => {
  test('filtered to one flow, all its pages and nothing else, after a preview', async () => {
    const desk = await openDesk();
    const rows = Array.from({ length: 60 }, (_, n) => ({ mpan: mpanOf(500 + n) }));
    await desk.take('more.csv', notificationsCsv(rows));
    const list = await pageAt(desk, '/checks?owed=yes&flow=D0142', 'approver');
    expect(wordsOf(list)).toMatch(/D0142 to MOPX/);
    expect(wordsOf(list)).toMatch(/Approve the (D0142|\d+ D0142s) shown/);
    const all = await pageAt(desk, '/checks?owed=yes', 'approver');
    expect(wordsOf(all)).toMatch(/Approve the \d+ flows shown \(\d+ D0/);
    const from = '/checks?owed=yes&flow=D0142&state=replacementToOrder';
    const preview = await previewed(desk, from);
    const words = wordsOf(mainOf(preview));
    expect(words).toMatch(/Approve 1 flow\? 1 flow would go out: 1 D0142 to MOPX\./);
    expect(words).toContain('kept back for 60 seconds and can be undone until then');
    expect(words).toContain('Metering Point Address Line 1');
    expect(await outboxOf(desk)).toEqual([]);
    const hidden = hiddenOf(preview, '/checks/approve');
    const back = await leadsTo(sendForm(desk, '/checks/approve', hidden, 'approver'));
    expect(back).toMatch(/^\/checks\?owed=yes&flow=D0142&state=replacementToOrder&did=approved/);
    const after = await pageAt(desk, back, 'approver');
    expect(wordsOf(after)).toContain('Approved 1 flow');
    expect(wordsOf(after)).toContain('anna approved 1 flow at 12:00:00: 1 D0142 to MOPX');
    desk.clock.set('2026-08-05T11:02:00Z');
    await desk.pass();
    expect(await outboxOf(desk)).toEqual(['D0142']);
    expect(desk.bugs).toEqual([]);
  });

  test('it is undone by a form, and waits again', async () => {
    const desk = await openDesk();
    const preview = await previewed(desk, '/checks?owed=yes');
    await sendForm(desk, '/checks/approve', hiddenOf(preview, '/checks/approve'), 'approver');
    const page = await pageAt(desk, '/checks?owed=yes&rows=all', 'approver');
    expect(wordsOf(page)).toContain('No flow waits for approval');
    const back = await leadsTo(
      sendForm(desk, '/checks/undo', hiddenOf(page, '/checks/undo'), 'approver'),
    );
    expect(back).toBe('/checks?owed=yes&rows=all&did=keptBack');
    expect(wordsOf(await pageAt(desk, back, 'approver'))).toContain('Undone: it will not go out');
    desk.clock.set('2026-08-05T11:02:00Z');
    await desk.pass();
    expect(await outboxOf(desk)).toEqual([]);
    const again = await sendForm(desk, '/checks/undo', hiddenOf(page, '/checks/undo'), 'approver');
    expect(again.status).toBe(409);
    expect(desk.bugs).toEqual([]);
  });

  test('where more waits by now, nothing is approved and the preview is shown anew', async () => {
    const desk = await openDesk();
    const preview = await previewed(desk, '/checks?owed=yes&flow=D0001');
    await desk.take('more.csv', notificationsCsv([{ mpan: mpanOf(500) }]));
    const hidden = { ...hiddenOf(preview, '/checks/approve'), reason: 'list of Monday' };
    const refused = await sendForm(desk, '/checks/approve', hidden, 'approver');
    expect(refused.status).toBe(409);
    const text = await refused.text();
    expect(wordsOf(text)).toContain(
      'Nothing was done. MOVED_ON: what waits is no longer what was shown',
    );
    expect(text).toContain('>list of Monday</textarea>');
    const { seen } = hiddenOf(text, '/checks/approve');
    expect(seen).not.toBe(hidden['seen' as keyof typeof hidden]);
    const sent = hiddenOf(text, '/checks/approve');
    await leadsTo(sendForm(desk, '/checks/approve', sent, 'approver'));
  });

  test('nothing chosen is nothing approved', async () => {
    const desk = await openDesk();
    const from = { _from: '/checks?owed=yes' };
    const back = await leadsTo(sendForm(desk, '/checks/approve/preview', from, 'approver'));
    expect(back).toBe('/checks?owed=yes&did=nothingChosen');
    expect((await sendForm(desk, '/checks/approve/preview', from, 'operator')).status).toBe(403);
  });
});

describe('no stale form overrules a colleague', () => {
  const at = `/checks/${mpans.unclear}`;

  test('it is refused with who did what when, and comes back filled', async () => {
    const desk = await openDesk();
    const stale = hiddenOf(await pageAt(desk, at, 'operator'), `${at}/decide`);
    const form = { ...stale, decision: 'hasNot', reason: 'photo seen' };
    await leadsTo(sendForm(desk, `${at}/decide`, form, 'approver'));
    const other = { ...stale, decision: 'askAgain', reason: 'the photo is of next door' };
    const refused = await sendForm(desk, `${at}/decide`, other, 'operator');
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(wordsOf(page)).toContain('Nothing was done.');
    expect(wordsOf(page)).toMatch(/anna: decide hasNot, on 2026-08-05 12:00 \("photo seen"\)/);
    expect(page).toContain('>the photo is of next door</textarea>');
    expect(page).toMatch(/<option value="askAgain" selected/);
    expect(hiddenOf(page, `${at}/decide`)['revision']).not.toBe(stale['revision']);
    expect(hiddenOf(page, `${at}/decide`)['_from']).toBe(at);
    const again = { ...hiddenOf(page, `${at}/decide`), decision: 'cannotReverse', reason: 'x' };
    await leadsTo(sendForm(desk, `${at}/decide`, again, 'operator'));
    expect(desk.bugs).toEqual([]);
  });

  test('a blank reason comes back with the decision that was chosen', async () => {
    const desk = await openDesk();
    const stale = hiddenOf(await pageAt(desk, at, 'operator'), `${at}/decide`);
    const form = { ...stale, decision: 'hasNot', reason: '  ' };
    const refused = await sendForm(desk, `${at}/decide`, form, 'operator');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/<option value="hasNot" selected/);
  });

  test('a decision is taken back by whoever took it, or by an approver with a reason', async () => {
    const desk = await openDesk();
    const decide = { decision: 'hasNot', reason: 'photo seen' };
    await leadsTo(sendForm(desk, `${at}/decide`, decide, 'operator'));
    const mine = await pageAt(desk, at, 'operator');
    expect(wordsOf(mine)).toContain('Decided last decide hasNot , by otto');
    const approvers = await pageAt(desk, at, 'approver');
    const blank = hiddenOf(approvers, `${at}/take-back`);
    expect((await sendForm(desk, `${at}/take-back`, blank, 'approver')).status).toBe(400);
    const back = await leadsTo(
      sendForm(desk, `${at}/take-back`, hiddenOf(mine, `${at}/take-back`), 'operator'),
    );
    expect(back).toBe(`${at}?did=takenBack`);
    expect(wordsOf(await pageAt(desk, back, 'operator'))).not.toContain('Decided last');
    await leadsTo(sendForm(desk, `${at}/decide`, decide, 'operator'));
    const api = await desk.as('approver', `/api/v1${at}/take-back`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'another meter' }),
    });
    expect(api.status).toBe(200);
    expect(await api.json()).toMatchObject({ what: 'decide hasNot', state: 'deciding' });
  });

  test('once a flow has gone out for it the page says what can still be done', async () => {
    const desk = await openDesk({ settings: { undoSeconds: 0 } });
    await leadsTo(
      sendForm(desk, `${at}/decide`, { decision: 'hasNot', reason: 'photo seen' }, 'operator'),
    );
    const page = await pageAt(desk, at, 'approver');
    await leadsTo(sendForm(desk, '/checks/approve', hiddenOf(page, '/checks/approve'), 'approver'));
    const words = wordsOf(await pageAt(desk, at, 'operator'));
    expect(words).toMatch(/It stands: the D0142 to MOPX went out on .* Tell MOPX, and decide anew/);
    const form = await sendForm(desk, `${at}/take-back`, {}, 'operator');
    expect(form.status).toBe(409);
  });
});

describe('a session that ended', () => {
  const open = async (desk: WebDesk, fields: Record<string, string>) => {
    const answer = await desk.request('/sign-in', {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    return { answer, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  };
  const at = `/checks/${mpans.unclear}`;

  test('leads back to where one was', async () => {
    const desk = await openDesk();
    const list = '/checks?late=breached&by=due';
    const away = await desk.as(null, list);
    expect(away.headers.get('location')).toBe(
      `/sign-in?to=${encodeURIComponent('/checks?late=breached&by=due')}`,
    );
    const page = await (await desk.request(away.headers.get('location') ?? '')).text();
    expect(page).toContain('name="to" value="/checks?late=breached&amp;by=due"');
    const wrong = await open(desk, { token: 'nobody', to: list });
    expect(await wrong.answer.text()).toContain('value="/checks?late=breached&amp;by=due"');
    const { answer } = await open(desk, { token: tokenOf('otto'), to: list });
    expect(answer.headers.get('location')).toBe(list);
  });

  test('and never out of the product', async () => {
    const desk = await openDesk();
    for (const to of [
      '//evil.example/x',
      'https://evil.example/',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
    ]) {
      const { answer } = await open(desk, { token: tokenOf('otto'), to });
      expect([to, answer.headers.get('location')]).toEqual([to, '/']);
      const page = await (await desk.request(`/sign-in?to=${encodeURIComponent(to)}`)).text();
      expect(page).not.toContain('name="to"');
    }
  });

  test('in the middle of a form says that nothing was decided, and keeps what was written', async () => {
    const desk = await openDesk();
    const sent = {
      _csrf: 'of a session that ended',
      _from: at,
      decision: 'hasNot',
      reason: 'the photo is "clear"',
      revision: '3',
    };
    const answer = await desk.request(`${at}/decide`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(sent),
    });
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(wordsOf(page)).toContain('Nothing was done. Your session had ended');
    const fields = hiddenOf(page, '/sign-in') as Record<string, string>;
    expect(fields).not.toHaveProperty('kept._csrf');
    const plain = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value.replaceAll('&quot;', '"')]),
    );
    const signedIn = await open(desk, { ...plain, token: tokenOf('otto') });
    expect(signedIn.answer.headers.get('location')).toBe(at);
    const headers = { cookie: signedIn.cookie };
    const shown = await (await desk.request(at, { headers })).text();
    expect(wordsOf(shown)).toContain('Nothing was decided: your session had ended.');
    expect(shown).toContain('>the photo is &quot;clear&quot;</textarea>');
    expect(shown).toMatch(/<option value="hasNot" selected/);
    const journal = await desk.gateway.store.journalOf(mpans.unclear);
    expect(journal.filter(({ kind }) => kind === 'operator')).toEqual([]);
    const later = await (await desk.request(at, { headers })).text();
    expect(later).not.toContain('photo is');
  });

  test('what a page elsewhere sends is not shown as written here', async () => {
    const desk = await openDesk();
    const answer = await desk.request(`${at}/decide`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      body: new URLSearchParams({ _from: at, decision: 'has', reason: 'trust me' }),
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(await answer.text()).not.toContain('trust me');
  });
});
