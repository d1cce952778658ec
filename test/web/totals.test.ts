/** Lists say how many there are, what each filter would leave, and show the columns that were chosen. */
import { expect, test } from 'vitest';
import { type AnswerOf, type checksCount, operations } from '../../src/desk/index.ts';
import { pagePaths } from '../browser/page-list.ts';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { mpans, openWebDesk, type WebDesk } from './desk.ts';
import { linksOf, mainOf, pageAt, rowsOf, wordsOf } from './pages.ts';

const counted = async (desk: WebDesk, query = ''): Promise<AnswerOf<typeof checksCount>> =>
  (await (await desk.as('viewer', `/api/v1/counts/checks${query}`)).json()) as AnswerOf<
    typeof checksCount
  >;

async function many(number: number): Promise<WebDesk> {
  const desk = await openWebDesk();
  const mpans = Array.from({ length: number }, (_, at) => mpanOf(2_000 + at));
  await desk.take('sent/many.usr', requestFile('M1', mpans));
  return desk;
}

test('a list says which of how many it shows, on each page', async () => {
  const desk = await many(60);
  const first = await pageAt(desk, '/checks?state=investigating');
  const { number } = await counted(desk, '?state=investigating');
  expect(number).toBeGreaterThan(60);
  expect(wordsOf(first)).toContain(`1–50 of ${number}`);
  const next = linksOf(first).find((href) => href.includes('cursor=')) ?? '';
  const second = await pageAt(desk, next);
  expect(wordsOf(second)).toContain(`51–${number} of ${number}`);
  expect(rowsOf(second)).toHaveLength(number - 50);
  // Whoever writes another number of a row into the address is not believed more than that.
  expect(wordsOf(await pageAt(desk, '/checks?row=77'))).toContain('1–50 of');
  expect(wordsOf(await pageAt(desk, '/files'))).toMatch(/1–\d+ of \d+/);
  const { counted: files } = (await (await desk.as('viewer', '/api/v1/files?limit=1')).json()) as {
    counted: object;
  };
  expect(files).toMatchObject({ isMore: false });
});

test('each filter says how many open checks it would leave beside the others', async () => {
  const desk = await many(3);
  const { facets } = await counted(desk, '?turn=them');
  const valuesOf = (wanted: string) =>
    Object.fromEntries(
      (facets.find(({ name }) => name === wanted)?.values ?? []).map(({ value, number }) => [
        value,
        number,
      ]),
    );
  for (const [name, word] of [
    ['late', 'late'],
    ['state', 'state'],
    ['party', 'party'],
  ] as const) {
    for (const [value, number] of Object.entries(valuesOf(name))) {
      const list = rowsOf(await pageAt(desk, `/checks?turn=them&open=yes&${word}=${value}`));
      expect([name, value, list.length]).toEqual([name, value, number]);
    }
  }
  // The filter that is set tells what its other choices would leave.
  expect(valuesOf('turn')).toMatchObject({ us: 4 });
  const page = await pageAt(desk, '/checks?turn=them');
  expect(page).toContain('>us (4)</option>');
  expect(page).toContain('<option value="MOPY">MOPY: 1</option>');
});

test('columns are chosen in the address, by boxes or by hand, and stay with sorting', async () => {
  const desk = await openWebDesk();
  const headings = (page: string): string[] =>
    [...mainOf(page).matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]*)/g)].map(
      ([, name = '']) => name,
    );
  const ticked = await pageAt(desk, '/checks?columns=due&columns=supplier&open=yes');
  expect(headings(ticked).slice(0, 3)).toEqual(['MPAN', 'Due', 'Supplier']);
  const byDue = linksOf(ticked).find((href) => href.includes('by=due')) ?? '';
  expect(byDue).toContain('columns=due%2Csupplier');
  expect(headings(await pageAt(desk, byDue)).slice(0, 3)).toEqual(['MPAN', 'Due', 'Supplier']);
  expect(await pageAt(desk, byDue)).toContain('name="columns" value="supplier" checked');
  // What is none is left out, and none at all are the usual ones.
  for (const odd of ['columns=', 'columns=nothing', 'columns=%3Cb%3E,__proto__,constructor']) {
    expect(headings(await pageAt(desk, `/checks?${odd}`))[1]).toBe('Stands');
  }
});

test('every column with a heading that leads sorts by it, and back', async () => {
  const desk = await openWebDesk();
  for (const by of ['mpan', 'due', 'opened', 'stage', 'waits']) {
    const up = rowsOf(await pageAt(desk, `/checks?by=${by}`));
    const down = rowsOf(await pageAt(desk, `/checks?by=${by}&order=descending`));
    expect([by, up.toSorted()]).toEqual([by, down.toSorted()]);
    expect([by, up]).not.toEqual([by, down]);
  }
});

/** Lists that only a look at everything would count. */
const uncounted = ['findings'];

test('every list of the desk tells how many it has, at each face that has it', async () => {
  const desk = await many(60);
  const lists = operations.filter(({ takes }) => 'cursor' in takes.shape);
  expect(lists.length).toBeGreaterThan(20);
  for (const { name, route, example } of lists) {
    expect(route, name).toMatch(/^GET /);
    const asked: Record<string, unknown> = { ...example, limit: 1 };
    const path = (typeof route === 'string' ? route : '')
      .replace('GET ', '')
      .replaceAll(/:(\w+)/g, (_, key: string) => {
        const value = key === 'mpan' ? mpanOf(2_000) : String(asked[key]);
        delete asked[key];
        return value;
      });
    const query = new URLSearchParams(
      Object.entries(asked).map(([key, value]) => [key, String(value)]),
    ).toString();
    const answer = await desk.as('approver', `/api/v1${path}?${query}`);
    expect([name, answer.status]).toEqual([name, 200]);
    const { items, next, counted } = (await answer.json()) as {
      readonly items: readonly unknown[];
      readonly next: string | null;
      readonly counted: { readonly number: number; readonly isMore: boolean } | null;
    };
    const isNamed = name === 'find';
    if (uncounted.includes(name) || isNamed) expect([name, counted]).toEqual([name, null]);
    else {
      const least = items.length + (next === null ? 0 : 1);
      expect([name, counted?.number ?? -1]).toEqual([name, expect.toSatisfy((n) => n >= least)]);
      expect([name, counted?.isMore]).toEqual([name, false]);
    }
  }
});

test('a total is how many rows all pages have', async () => {
  const desk = await many(60);
  for (const path of [
    '/checks?party=MOPY',
    '/checks?mpan=1',
    '/checks?claim=none',
    '/checks?owed=yes',
    '/stages',
    '/exceptions',
    '/exceptions?open=any',
    '/exceptions?claim=none',
    '/alerts',
    '/alerts?kind=BREACHED',
    '/files',
    '/files?outcome=applied',
    '/outbox',
    '/acts',
    '/approvals',
    '/approvals?flow=D0142',
    '/queue',
    '/queue/causes',
    '/decisions',
    '/since?what=came&from=2026-01-01T00:00:00Z',
    '/since?what=breached&from=2026-01-01T00:00:00Z',
    '/search?words=usr',
    `/checks/${mpanOf(2_000)}/events`,
  ]) {
    const rows: unknown[] = [];
    let number = -1;
    let next: string | null = null;
    do {
      const at: string =
        next === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${next}`;
      const page = (await (await desk.as('approver', `/api/v1${at}`)).json()) as {
        readonly items: readonly unknown[];
        readonly next: string | null;
        readonly counted: { readonly number: number };
      };
      rows.push(...page.items);
      number = page.counted.number;
      next = page.next;
    } while (next !== null);
    expect([path, number]).toEqual([path, rows.length]);
  }
});

test('every page that lists says which of how many it shows', async () => {
  const desk = await many(60);
  for (const path of pagePaths()) {
    if (path.includes(':') && path !== '/chases/:party') continue;
    const query = path === '/find' ? '?q=usr' : path === '/team' ? '?what=came' : '';
    const answer = await desk.as('approver', `${path.replace(':party', 'MOPY')}${query}`);
    if (answer.status !== 200) continue;
    const page = mainOf(await answer.text());
    const isTable = page.includes('<table') && /All of this list:|cursor=/.test(page);
    const isList = isTable || /id="history"|id="merged"/.test(page);
    if (!isList || page.includes('class="empty"')) continue;
    expect([path, wordsOf(page)]).toEqual([path, expect.stringMatching(/\d–\d+ of \d+/)]);
  }
});

test('a list in the order of time is turned round, page by page, at each face', async () => {
  const desk = await many(60);
  const idsOf = async (
    path: string,
    role: 'viewer' | 'approver' = 'approver',
  ): Promise<string[]> => {
    const ids: string[] = [];
    for (let next: string | null = null; ; ) {
      const at: string = `${path}&limit=2${next === null ? '' : `&cursor=${next}`}`;
      const page = (await (await desk.as(role, `/api/v1${at}`)).json()) as {
        readonly items: readonly object[];
        readonly next: string | null;
      };
      ids.push(...page.items.map((one) => JSON.stringify(one)));
      next = page.next;
      if (next === null) return ids;
    }
  };
  await desk.as('operator', '/api/v1/claims', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mpans: [mpanOf(2_000), mpanOf(2_001), mpanOf(2_002)] }),
  });
  for (const path of [
    '/files?',
    '/files?outcome=applied&to=2026-12-31',
    '/files?from=2026-08-01',
    '/acts?',
    '/acts?to=2026-12-31',
    '/acts?from=2026-01-01&to=2026-12-31',
    '/acts?from=2026-01-01',
  ]) {
    const down = await idsOf(`${path}&order=descending`);
    expect([path, await idsOf(path)]).toEqual([path, down]);
    expect([path, await idsOf(`${path}&order=ascending`)]).toEqual([path, down.toReversed()]);
    expect(down.length, path).toBeGreaterThan(1);
  }
  const page = await pageAt(desk, '/files?order=ascending&outcome=applied');
  expect(page).toMatch(/aria-sort="ascending"><a href="\/files\?outcome=applied">Received/);
});

test('a filter of files says how many each choice would leave', async () => {
  const desk = await many(2);
  const page = await pageAt(desk, '/files?flow=D0142');
  const [, number = ''] = /<option value="applied">[^<]*\((\d+)\)/.exec(page) ?? [];
  expect(Number(number)).toBeGreaterThan(0);
  const narrowed = await pageAt(desk, '/files?flow=D0142&outcome=applied');
  expect(new Set(linksOf(narrowed).filter((href) => /^\/files\/\d+$/.test(href))).size).toBe(
    Number(number),
  );
});

type Row = Readonly<Record<string, unknown>>;

/** All rows of a list, two at a time. */
async function rowsAt(desk: WebDesk, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: string | null = null; ; ) {
    const at: string = `${path}&limit=2${next === null ? '' : `&cursor=${next}`}`;
    const answer = await desk.as('approver', `/api/v1${at}`);
    expect([at, answer.status]).toEqual([at, 200]);
    const page = (await answer.json()) as { items: readonly Row[]; next: string | null };
    rows.push(...page.items);
    next = page.next;
    if (next === null) return rows;
  }
}

const orders: readonly (readonly [list: string, by: string, field: string])[] = [
  ['checks', 'supplier', 'supplier'],
  ['checks', 'meterOperator', 'meterOperator'],
  ['checks', 'closed', 'closedOn'],
  ['files', 'name', 'name'],
  ['files', 'outcome', 'outcome'],
  ['files', 'flow', 'flow'],
  ['files', 'sender', 'sender'],
  ['files', 'identifier', 'fileIdentifier'],
  ['files', 'size', 'size'],
  ['exceptions', 'code', 'code'],
  ['exceptions', 'mpan', 'mpan'],
  ['exceptions', 'sender', 'sender'],
  ['alerts', 'kind', 'kind'],
  ['alerts', 'due', 'dueOn'],
];

test('a list is sorted by what no index has, page by page, and what has no such value comes last', async () => {
  const desk = await many(3);
  for (const [list, by, field] of orders) {
    for (const order of ['ascending', 'descending']) {
      const rows = await rowsAt(desk, `/${list}?by=${by}&order=${order}`);
      const all = await rowsAt(desk, `/${list}?`);
      const idsOf = (some: readonly Row[]): string[] =>
        some.map((one) => JSON.stringify(one['id'] ?? one['key'] ?? one['mpan'])).toSorted();
      expect([list, by, idsOf(rows)]).toEqual([list, by, idsOf(all)]);
      const values = rows.map((one) => one[field] ?? null);
      const known = values.filter((one) => one !== null) as (string | number)[];
      const risen = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const wanted = order === 'ascending' ? risen : risen.toReversed();
      expect([list, by, order, values]).toEqual([
        list,
        by,
        order,
        [...wanted, ...values.filter((one) => one === null)],
      ]);
    }
  }
  const first = await desk.as('viewer', '/api/v1/files?by=name&limit=1');
  const { next } = (await first.json()) as { next: string };
  for (const other of ['by=size', 'by=name&order=descending', 'by=received']) {
    expect((await desk.as('viewer', `/api/v1/files?${other}&cursor=${next}`)).status).toBe(400);
  }
});

test('each filter of each list says how many rows it would leave beside the others', async () => {
  const desk = await many(2);
  for (const [list, beside] of [
    ['files', ''],
    ['files', 'flow=D0002'],
    ['exceptions', ''],
    ['exceptions', 'open=any'],
    ['exceptions', 'code=REPORT_UNCLEAR'],
    ['outbox', ''],
    ['acts', ''],
    ['alerts', ''],
    ['alerts', 'kind=BREACHED'],
  ] as const) {
    const answer = await desk.as('approver', `/api/v1/counts/${list}?${beside}`);
    const { number, facets } = (await answer.json()) as AnswerOf<typeof checksCount>;
    expect([list, (await rowsAt(desk, `/${list}?${beside}`)).length]).toEqual([list, number]);
    for (const { name, values } of facets) {
      for (const { value, number: left } of values) {
        const asked = new URLSearchParams(beside);
        asked.set(name, value);
        const rows = await rowsAt(desk, `/${list}?${asked.toString()}`);
        expect([list, beside, name, value, rows.length]).toEqual([list, beside, name, value, left]);
      }
    }
  }
});

test('who looked is sorted by each column, page by page, counted by person, with columns', async () => {
  const desk = await openWebDesk();
  for (const [role, mpan] of [
    ['viewer', mpans.toReplace],
    ['operator', mpans.unclear],
    ['operator', mpans.overdue],
    ['approver', mpans.unclear],
  ] as const) {
    await pageAt(desk, `/checks/${mpan}`, role);
  }
  type Look = Readonly<Record<string, string | number>>;
  const looks = async (query: string): Promise<Look[]> => {
    const found: Look[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const path = `/api/v1/audit?limit=1&${query}${next === '' ? '' : `&cursor=${next}`}`;
      const page = (await (await desk.as('approver', path)).json()) as {
        readonly items: Look[];
        readonly next: string | null;
      };
      found.push(...page.items);
      next = page.next;
    }
    return found;
  };
  const newest = (await looks('')).map(({ id }) => id);
  expect(newest.length).toBeGreaterThan(3);
  expect(newest).toEqual([...newest].sort((a, b) => Number(b) - Number(a)));
  for (const by of ['who', 'role', 'through', 'what', 'mpan']) {
    const up = (await looks(`by=${by}`)).map((one) => String(one[by]));
    expect([by, up]).toEqual([by, [...up].sort()]);
    const down = await looks(`by=${by}&order=descending`);
    expect([by, down.map((one) => String(one[by]))]).toEqual([by, up.toReversed()]);
    expect(new Set(down.map(({ id }) => id))).toEqual(new Set(newest));
  }
  const counts = await desk.as('approver', '/api/v1/counts/audit?who=otto');
  expect(await counts.json()).toMatchObject({
    number: 2,
    facets: [{ name: 'who', values: expect.arrayContaining([{ value: 'otto', number: 2 }]) }],
  });
  const page = await pageAt(desk, '/audit?by=mpan&columns=mpan,what', 'approver');
  expect(page).toMatch(/aria-sort="ascending"><a href="\/audit\?[^"]*by=mpan/);
  expect(page).toContain('<option value="otto">otto: 2</option>');
  expect(mainOf(page)).not.toContain('>Role<');
  expect((await desk.as('viewer', '/api/v1/counts/audit')).status).toBe(403);
});

test('every list with columns shows those that are chosen, and a saved view keeps them', async () => {
  const desk = await many(2);
  const headings = (page: string): string[] =>
    [...mainOf(page).matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]*)/g)].map(
      ([, name = '']) => name,
    );
  for (const [path, columns, shown] of [
    ['/files', 'sender,size', ['File', 'Sender', 'Bytes']],
    ['/exceptions', 'due,remedy', ['MPAN', 'Due', 'What to do']],
    ['/checks', 'due,supplier', ['MPAN', 'Due', 'Supplier']],
  ] as const) {
    const page = await pageAt(desk, `${path}?columns=${columns}`);
    expect(
      headings(page).slice(-3).join() === shown.join() ||
        headings(page).slice(0, 3).join() === shown.join(),
      path,
    ).toBe(true);
    for (const href of linksOf(page).filter((one) => /[?&]by=/.test(one) && one.startsWith(path))) {
      expect(href).toContain(`columns=${encodeURIComponent(columns)}`);
    }
  }
  const saved = await desk.as('operator', '/api/v1/views', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Short', list: 'checks', query: 'turn=us&columns=due,supplier' }),
  });
  expect(saved.status).toBe(200);
  const { items } = (await (await desk.as('operator', '/api/v1/views')).json()) as {
    items: readonly { name: string; number: number | null }[];
  };
  expect(items).toMatchObject([{ name: 'Short', number: 4 }]);
});
