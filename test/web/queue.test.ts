/** The work queue: its rows, filters and causes, the way from item to item, and one decision about many. */
import { describe, expect, test } from 'vitest';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { type DeskOptions, openWebDesk, tokenOf, type WebDesk } from './desk.ts';
import { leadsTo, linksOf, mainOf, pageAt, rowsOf, sendForm, wordsOf } from './pages.ts';

const bert = { name: 'bert', role: 'approver', token: tokenOf('bert') } as const;
const photo = [1, 2, 3, 4, 5].map(mpanOf);
const loft = [6, 7].map(mpanOf);
const both = mpanOf(8);
const hostile = mpanOf(9);
const hostileWords = 'UNSURE <script>alert(1)</script>';

/** Reports that say the same in other letters and blanks, some that say something else, and one of both. */
async function desk(options: DeskOptions = {}): Promise<WebDesk> {
  const own = await openWebDesk({
    story: false,
    people: [bert],
    ...options,
    settings: { counterparties: { MOPX: { name: 'Meters <of> X' } }, ...options.settings },
  });
  const all = [...photo, ...loft, both, hostile];
  await own.take('n.csv', notificationsCsv(all.map((mpan) => ({ mpan }))));
  await own.take('sent/q.usr', requestFile('Q1', all));
  own.clock.set('2026-08-05T12:00:10Z');
  await own.take('p1.usr', reportFile('P1', photo.slice(0, 3), 'SEE PHOTO'));
  await own.take('p2.usr', reportFile('P2', photo.slice(3), 'See   photo'));
  await own.take('p3.usr', reportFile('P3', loft, 'METER IN LOFT'));
  await own.take('p4.usr', reportFile('P4', [both], 'CUSTOMER OUT. SEE PHOTO'));
  await own.take('p5.usr', reportFile('P5', [hostile], hostileWords));
  return own;
}

const asked = async (own: WebDesk, path: string) =>
  (await (await own.as('viewer', `/api/v1${path}`)).json()) as {
    items: Record<string, unknown>[];
    next: string | null;
    total: number;
    seen: string[];
    leftOut: { mpan: string; why: string }[];
  };
const mpansOf = async (own: WebDesk, path: string): Promise<string[]> =>
  (await asked(own, path)).items.map(({ mpan }) => String(mpan));

const post = (own: WebDesk, role: 'operator' | 'approver', body: object) =>
  own.as(role, '/api/v1/queue/words', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a row', () => {
  test('has the words as they stand, cited, the Meter Operator, and the Working Days left', async () => {
    const own = await desk();
    const { items } = await asked(own, `/exceptions?mpan=${photo[3]}`);
    expect(items).toMatchObject([
      {
        words: [{ words: 'See   photo', item: 'J0012', line: 3, finding: 'unclear' }],
        meterOperator: 'MOPX',
        meterOperatorName: 'Meters <of> X',
        dueOn: '2026-08-19',
        workingDaysLeft: 10,
        overdue: false,
      },
    ]);
    const queued = (await asked(own, `/queue?mpan=${photo[3]}`)).items;
    expect(queued[0]).toMatchObject({ words: items[0]!['words'], meterOperator: 'MOPX' });
    const sheet = await own.as('viewer', `/api/v1/exceptions?mpan=${photo[3]}&format=csv`);
    expect(await sheet.text()).toContain(',See   photo,MOPX,Meters <of> X,2026-08-19,10,false,');
    const page = await pageAt(own, `/exceptions?mpan=${hostile}`);
    expect(page).not.toContain('<script>alert');
    expect(wordsOf(mainOf(page))).toContain('&lt;script&gt;');
    expect(wordsOf(mainOf(page))).toMatch(/Meters &lt;of&gt; X \(MOPX\).*due in 10 Working Days/);
  });

  test('over its deadline says by how many Working Days', async () => {
    const own = await desk();
    own.clock.set('2026-08-21T11:00:00Z');
    await own.pass();
    expect(await mpansOf(own, '/exceptions?late=later')).toEqual([]);
    expect((await asked(own, '/exceptions?late=breached')).items).toHaveLength(9);
    const page = wordsOf(mainOf(await pageAt(own, '/exceptions?late=breached')));
    expect(page).toContain('2 Working Days over');
  });
});

describe('the list', () => {
  const narrowed: readonly (readonly [string, readonly string[]])[] = [
    ['words=SEE++photo', photo],
    ['words=meter+in+loft', loft],
    ['words=see', []],
    ['meterOperator=mopx', [...photo, ...loft, both, hostile]],
    ['meterOperator=NONE', []],
    ['late=breached', []],
  ];
  test.each(narrowed)(
    '%s, the same at the API, in the queue and on the page',
    async (query, mpans) => {
      const own = await desk();
      const sorted = [...mpans].sort();
      expect((await mpansOf(own, `/exceptions?${query}`)).toSorted()).toEqual(sorted);
      expect((await mpansOf(own, `/queue?kind=decision&${query}`)).toSorted()).toEqual(sorted);
      expect(rowsOf(await pageAt(own, `/exceptions?${query}`)).toSorted()).toEqual(sorted);
    },
  );

  test.each(['due', 'since', 'meterOperator', 'cause'])(
    'by %s is paged whole, either way round, and goes on after any row',
    async (by) => {
      const own = await desk();
      for (const order of ['ascending', 'descending']) {
        const whole = await asked(own, `/exceptions?by=${by}&order=${order}`);
        expect(whole.items).toHaveLength(9);
        const seen: unknown[] = [];
        let next: string | null = '';
        while (next !== null) {
          const from: string = next === '' ? '' : `&cursor=${next}`;
          const page = await asked(own, `/exceptions?by=${by}&order=${order}&limit=2${from}`);
          seen.push(...page.items.map(({ id }) => id));
          next = page.next;
        }
        expect(seen).toEqual(whole.items.map(({ id }) => id));
        const place = String(whole.items[4]!['place']);
        const rest = await asked(own, `/exceptions?by=${by}&order=${order}&cursor=${place}`);
        expect(rest.items.map(({ id }) => id)).toEqual(seen.slice(5));
        const queue = await asked(own, `/queue?kind=decision&by=${by}&order=${order}&limit=4`);
        const more = await asked(
          own,
          `/queue?kind=decision&by=${by}&order=${order}&cursor=${queue.next}`,
        );
        expect(new Set([...queue.items, ...more.items].map(({ id }) => id)).size).toBe(9);
      }
    },
  );

  test('of what is settled cannot be narrowed by what it was', async () => {
    const own = await desk();
    const bad = await own.as('viewer', '/api/v1/exceptions?open=any&words=see+photo');
    expect(bad.status).toBe(400);
  });

  test('is counted by cause, the most first', async () => {
    const own = await desk();
    const { items, total } = await asked(own, '/queue/causes');
    expect(total).toBe(9);
    expect(items.slice(0, 2)).toMatchObject([
      { code: 'REPORT_UNCLEAR', words: 'see photo', items: 5, meterOperator: 'MOPX' },
      { words: 'meter in loft', said: ['METER IN LOFT'], items: 2 },
    ]);
    const page = await pageAt(own, '/exceptions', 'operator');
    expect(wordsOf(mainOf(page))).toMatch(/By cause .* See photo 5 .* Decide.all.5/i);
    expect(linksOf(page)).toContain('/exceptions/words?words=see+photo');
    expect(linksOf(await pageAt(own, '/exceptions'))).not.toContain(
      '/exceptions/words?words=see+photo',
    );
  });
});

describe('from item to item', () => {
  const firstOf = (page: string): string =>
    linksOf(page).find((href) => href.includes('place=')) ?? '';

  test('an act leads to the next of the same list, and at its end to the list', async () => {
    const own = await desk();
    const list = '/exceptions?words=meter+in+loft';
    let at = firstOf(await pageAt(own, list, 'operator'));
    const page = await pageAt(own, at, 'operator');
    expect(wordsOf(mainOf(page))).toMatch(/Work queue 2 items left of “meter in loft” Next/);
    expect(mainOf(page)).toMatch(/METER IN LOFT<\/q>/);
    expect(mainOf(page)).toMatch(/<select id="decide-decision"[^>]* autofocus>/);
    const [first] = /\d{13}/.exec(at) ?? [''];
    const decide = { decision: 'has', reason: 'photograph seen', _from: at };
    at = await leadsTo(sendForm(own, `/checks/${first}/decide`, decide, 'operator'));
    expect(at).toMatch(/^\/checks\/\d{13}\?in=words%3D.*&did=decided&of=\d{13}$/);
    const second = /\d{13}/.exec(at)?.[0] ?? '';
    expect(second).not.toBe(first);
    const next = wordsOf(mainOf(await pageAt(own, at, 'operator')));
    expect(next).toMatch(new RegExp(`1 item left.*No other is left.*MPAN ${first} : Decided`));
    const last = { ...decide, _from: at };
    expect(await leadsTo(sendForm(own, `/checks/${second}/decide`, last, 'operator'))).toBe(
      `/exceptions?words=meter+in+loft&did=decided&of=${second}`,
    );
  });

  test('the columns that were chosen are there again after a check, and after the last', async () => {
    const own = await desk();
    const list = '/exceptions?words=meter+in+loft&columns=due';
    const at = firstOf(await pageAt(own, list, 'operator'));
    const page = await pageAt(own, at, 'operator');
    expect(linksOf(page)).toContain(list);
    const second = linksOf(page).find((href) => href.includes('place=')) ?? '';
    for (const from of [at, second]) {
      const [mpan] = /\d{13}/.exec(from) ?? [''];
      const decide = { decision: 'has', reason: 'photograph seen', _from: from };
      const led = await leadsTo(sendForm(own, `/checks/${mpan}/decide`, decide, 'operator'));
      expect(led).toContain(from === at ? 'columns%3Ddue' : `${list}&did=decided`);
    }
  });

  test('what is left aside is come back to after the others', async () => {
    const own = await desk();
    const list = await pageAt(own, '/exceptions?words=see+photo', 'operator');
    const rows = linksOf(list).filter((href) => href.startsWith('/checks/'));
    const last = rows.at(-1) ?? '';
    const [mpan] = /\d{13}/.exec(last) ?? [''];
    const decide = { decision: 'has', reason: 'photograph seen', _from: last };
    const next = await leadsTo(sendForm(own, `/checks/${mpan}/decide`, decide, 'operator'));
    expect(next).toContain(rowsOf(list)[0]);
  });

  test('an address that somebody made up is that of the check alone', async () => {
    const own = await desk();
    for (const query of ['in=colour%3Dred&place=x', 'in=limit%3D0&place=', 'place=W10', 'in=x']) {
      const at = `/checks/${photo[0]}?${query}`;
      expect(wordsOf(await pageAt(own, at, 'operator'))).toContain(`MPAN ${photo[0]}`);
      const sent = { decision: 'askAgain', reason: query, _from: at };
      await leadsTo(sendForm(own, `/checks/${photo[0]}/decide`, sent, 'operator'));
    }
    expect(own.bugs).toEqual([]);
  });

  test('one that is refused stays in the list', async () => {
    const own = await desk();
    const at = firstOf(await pageAt(own, '/exceptions', 'operator'));
    const [mpan] = /\d{13}/.exec(at) ?? [''];
    const sent = { decision: 'has', reason: ' ', _from: at };
    const refused = await sendForm(own, `/checks/${mpan}/decide`, sent, 'operator');
    expect(refused.status).toBe(400);
    const page = await refused.text();
    expect(wordsOf(page)).toContain('9 items left');
    expect(page).toContain(`name="_from" value="${at.replaceAll('&', '&amp;')}"`);
  });
});

describe('one decision about the same words', () => {
  const decisionsOf = async (own: WebDesk) => {
    const acts = await asked(own, '/acts?act=decide');
    return acts.items.map(({ mpan, who, reason }) => [mpan, who, reason]);
  };

  test('is kept of each MPAN, and leaves what says more', async () => {
    const own = await desk();
    const { items, seen } = await asked(own, '/queue/words?words=See+Photo');
    expect(items.map(({ mpan }) => String(mpan)).toSorted()).toEqual([...photo].toSorted());
    const body = { words: 'SEE PHOTO', decision: 'hasNot', seen, reason: 'photographs seen' };
    const answer = await post(own, 'operator', body);
    expect(await answer.json()).toMatchObject({
      decided: photo.map(() => ({ means: 'moved' })),
      own: [],
      leftOut: [],
    });
    expect(new Set(await decisionsOf(own))).toEqual(
      new Set(photo.map((mpan) => [mpan, 'otto', 'photographs seen'])),
    );
    expect((await mpansOf(own, '/exceptions')).toSorted()).toEqual(
      [...loft, both, hostile].toSorted(),
    );
    // Sent twice it is done once; the words say nothing any more.
    expect((await post(own, 'operator', body)).status).toBe(200);
    expect(await decisionsOf(own)).toHaveLength(5);
    const again = await post(own, 'operator', { ...body, seen: undefined });
    expect(again.status).toBe(404);
    expect(await own.problems()).toEqual([]);
  });

  test('leaves out and names what has moved on since it was looked at', async () => {
    const own = await desk();
    const { seen } = await asked(own, '/queue/words?words=see+photo');
    const faster = { decision: 'cannotReverse', reason: 'it is static' };
    await leadsTo(sendForm(own, `/checks/${photo[1]}/decide`, faster, 'approver'));
    await own.take('more.csv', notificationsCsv([{ mpan: photo[2]!, reference: 'R2' }]));
    const body = { words: 'see photo', decision: 'hasNot', seen, reason: 'photographs seen' };
    const { decided, leftOut } = (await (await post(own, 'operator', body)).json()) as {
      decided: unknown[];
      leftOut: { mpan: string; why: string }[];
    };
    expect(decided).toHaveLength(3);
    expect(leftOut.map(({ mpan }) => mpan).toSorted()).toEqual(photo.slice(1, 3));
    expect(leftOut.find(({ mpan }) => mpan === photo[1])?.why).toMatch(
      /^anna: decide cannotReverse.*it is static/,
    );
  });

  test('on a page: all MPANs, asked once, and who was faster is named', async () => {
    const own = await desk();
    const page = await pageAt(own, '/exceptions/words?words=see+photo', 'operator');
    expect(wordsOf(mainOf(page))).toContain('5 reports say “see photo”');
    expect(rowsOf(page).toSorted()).toEqual([...photo].toSorted());
    const seen = [...page.matchAll(/name="seen" value="([^"]*)"/g)].map(([, one = '']) => one);
    expect(seen).toHaveLength(5);
    const sent = { words: 'see photo', seen, decision: 'hasNot', reason: 'photographs seen' };
    const blank = await sendForm(own, '/exceptions/words', { ...sent, reason: ' ' }, 'operator');
    expect(blank.status).toBe(400);
    expect(await blank.text()).toMatch(/<option value="hasNot" selected/);
    const faster = { decision: 'has', reason: 'seen on the spot' };
    await leadsTo(sendForm(own, `/checks/${photo[0]}/decide`, faster, 'approver'));
    const part = await sendForm(own, '/exceptions/words', sent, 'operator');
    const words = wordsOf(mainOf(await part.text()));
    expect(words).toContain('Decided 4 reports. Left out, because they have moved on');
    expect(words).toMatch(new RegExp(`${photo[0]} : anna: decide has`));
    const rest = { words: 'meter in loft', decision: 'has', reason: 'asked' };
    expect(await leadsTo(sendForm(own, '/exceptions/words', rest, 'operator'))).toBe(
      '/exceptions?did=decidedMany&decided=2&proposed=0&own=0',
    );
    expect((await sendForm(own, '/exceptions/words', rest, 'viewer')).status).toBe(403);
    const gone = await own.as('viewer', '/exceptions/words');
    expect(gone.headers.get('location')).toBe('/exceptions');
    expect(own.bugs).toEqual([]);
  });

  test('under four eyes counts when another person does the same', async () => {
    const own = await desk({ settings: { fourEyes: true } });
    const body = { words: 'see photo', decision: 'hasNot', reason: 'photographs seen' };
    const first = (await (await post(own, 'operator', body)).json()) as { decided: unknown[] };
    expect(first.decided).toEqual(photo.map((mpan) => ({ mpan, means: 'proposed' })));
    const again = (await (await post(own, 'operator', body)).json()) as { own: string[] };
    expect(again.own).toHaveLength(5);
    const second = (await (await post(own, 'approver', body)).json()) as { decided: unknown[] };
    expect(second.decided).toEqual(photo.map((mpan) => ({ mpan, means: 'moved' })));
    const acts = await asked(own, `/acts?mpan=${photo[0]}&act=decide`);
    expect(acts.items[0]).toMatchObject({ who: 'anna', proposedBy: 'otto' });
  });

  test('what another flow came after is decided by itself', async () => {
    const own = await desk();
    await own.take('later.usr', reportFile('P9', [photo[4]!], 'ASK OFFICE', '20260805110000'));
    const { items, leftOut } = await asked(own, '/queue/words?words=see+photo');
    expect(items).toHaveLength(4);
    expect(leftOut).toEqual([{ mpan: photo[4], why: 'D0002 P9 came after its report' }]);
  });
});
