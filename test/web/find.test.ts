/** Finding by any part of a word, at the API and on the page: who finds what, and what is kept of who looked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openLooks } from '../../src/store/index.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import { badMpanOf, mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { mpans, openWebDesk, today, type WebDesk } from './desk.ts';
import { mainOf, pageAt, wordsOf } from './pages.ts';

const columns =
  'mpan,notifiedOn,source,reference,technology,capacityKw,meterId,addressLine1,addressLine2,postcode';
const rows = [
  `${mpanOf(501)},2026-08-03,Quince Solar,QS-2026/17,solar,3.68,Q07K00001,12 Ffordd Tŷ-Gwyn,ABERYSTWYTH,SY23 1AB`,
  `${mpanOf(502)},2026-08-03,Quince Solar,QS-2026/18,wind,1.5,Q07K00002,4 Quince Road,LEEDS,LS1 4AP`,
];

async function deskWithSites(): Promise<WebDesk> {
  const desk = await openWebDesk({
    settings: { counterparties: { MOPX: { name: 'Ffynnon Metering' } } },
  });
  await desk.take('sites.csv', [columns, ...rows, ''].join('\n'));
  return desk;
}

interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly says: string;
}

type Answer = { readonly items: Thing[]; readonly suggests?: string[] };

const search = async (desk: WebDesk, words: string, role: 'viewer' | 'operator' = 'operator') =>
  (await (
    await desk.as(role, `/api/v1/search?words=${encodeURIComponent(words)}`)
  ).json()) as Answer;

const idsOf = ({ items }: Answer): string[] => items.map(({ kind, id }) => `${kind} ${id}`);

test('any part of what somebody names finds it, whatever it is', async () => {
  const desk = await deskWithSites();
  const site = `site ${mpanOf(501)}`;
  for (const words of [
    'q07k00001',
    'qs 2026 17',
    'sy23',
    'SY231AB',
    'ty gwyn',
    'Tŷ Gwyn',
    'berystw',
  ]) {
    expect(idsOf(await search(desk, words)), words).toEqual([site]);
  }
  expect(idsOf(await search(desk, mpanOf(501)))).toEqual([site]);
  expect(idsOf(await search(desk, 'ffynnon'))).toEqual(['participant MOPX']);
  expect(idsOf(await search(desk, 'sites'))).toEqual(['file sites.csv']);
  const [found] = (await search(desk, 'berystw')).items;
  expect(found?.says).toMatch(
    /^12 Ffordd Tŷ-Gwyn, ABERYSTWYTH, SY23 1AB; meter Q07K00001; reference QS-2026\/17; /,
  );
});

test('how a site stands is told in words', async () => {
  const desk = await openWebDesk();
  const [found] = (await search(desk, mpans.toReplace)).items.filter(({ kind }) => kind === 'site');
  expect(found?.says).toMatch(/; replacement to order$/);
});

test('a viewer sees no address, and finds nothing by one', async () => {
  const desk = await deskWithSites();
  expect((await search(desk, 'quince road', 'viewer')).items).toEqual([]);
  expect((await search(desk, 'ls14ap', 'viewer')).suggests).toEqual([]);
  const [found] = (await search(desk, 'q07k00002', 'viewer')).items;
  expect(found?.says).not.toMatch(/Quince|LS1/);
  const history = await (await desk.as('viewer', `/api/v1/checks/${mpanOf(502)}`)).text();
  expect(history).not.toMatch(/Quince Road|LS1 4AP/);
  expect(JSON.parse(history)).toMatchObject({
    site: { isAddressShown: false, addressLines: [], technology: 'wind', capacityKw: 1.5 },
  });
  const [file] = (await desk.gateway.store.receiptsNamed('sites.csv')).map(({ id }) => id);
  const lines = await (await desk.as('viewer', `/api/v1/files/${file}/lines`)).text();
  expect(lines).not.toMatch(/Quince Road|LS1 4AP|Ffordd/);
  expect(lines).toContain('Q07K00002');
  const asOperator = await (await desk.as('operator', `/api/v1/files/${file}/lines`)).text();
  expect(asOperator).toContain('4 Quince Road');
  const page = await (await desk.as('viewer', `/checks/${mpanOf(502)}`)).text();
  expect(page).not.toMatch(/Quince Road|LS1 4AP/);
  expect(page).toContain('for operators and approvers');
});

test('the check page shows the site, and its machine is opened when wanted', async () => {
  const desk = await deskWithSites();
  const page = mainOf(await pageAt(desk, `/checks/${mpanOf(501)}`, 'operator'));
  expect(wordsOf(page)).toMatch(
    /The site Address 12 Ffordd Tŷ-Gwyn ABERYSTWYTH SY23 1AB Meter Q07K00001 Technology solar Capacity 3.68 kW Reference QS-2026\/17, by Quince Solar on Mon 3 Aug 2026/,
  );
  expect(page).toMatch(/<details class="card" id="way"><summary>The way it took<\/summary>/);
});

test('the page leads to the one thing, lists several, and suggests where there is nothing', async () => {
  const desk = await deskWithSites();
  const leads = async (q: string) =>
    (await desk.as('operator', `/find?q=${encodeURIComponent(q)}`)).headers.get('location');
  expect(await leads('ffordd')).toBe(`/checks/${mpanOf(501)}`);
  expect(await leads(mpans.overdue)).toBe(`/checks/${mpans.overdue}`);
  expect(await leads('ynnon meter')).toBe('/checks?party=MOPX');
  const words = async (q: string) =>
    wordsOf(mainOf(await pageAt(desk, `/find?q=${encodeURIComponent(q)}`, 'operator')));
  expect(await words('q07k')).toMatch(/Sites .*LEEDS.*ABERYSTWYTH/);
  expect(await words('ffordd leeds')).toMatch(
    /Nothing has all of ffordd leeds.*found by leeds , ffordd/,
  );
  expect(await words('quinze')).toMatch(/found by quin/);
  expect(await words(badMpanOf(501))).toMatch(/is not an MPAN: .*found by/);
  expect(await words('')).toContain('Name what you know of it.');
  expect(await words('a')).toContain('Name at least 3 letters or digits');
});

test.each([
  '%',
  '_',
  '"',
  '%%%',
  '___',
  '"""',
  '*',
  "'; drop table sought; --",
  '\u0000',
  '<b>',
  '𝒜𝒜𝒜',
])('what looks like a part of the question is only looked for: %j', async (hostile) => {
  const desk = await deskWithSites();
  const at = encodeURIComponent(hostile);
  const asked = await desk.as('viewer', `/api/v1/search?words=${at}`);
  expect([200, 400]).toContain(asked.status);
  if (asked.status === 200) expect(((await asked.json()) as Answer).items).toEqual([]);
  expect((await desk.as('viewer', `/find?q=${at}`)).status).toBe(200);
  expect(desk.bugs).toEqual([]);
  expect((await search(desk, 'ffordd')).items).toHaveLength(1);
});

test('ten thousand characters are refused, and told on the page', async () => {
  const desk = await deskWithSites();
  const long = 'quince '.repeat(1_500);
  expect((await desk.as('viewer', `/api/v1/search?words=${long}`)).status).toBe(400);
  const page = await pageAt(desk, `/find?q=${long}`);
  expect(wordsOf(mainOf(page))).toContain('At most 200 characters');
  const many = 'qxx '.repeat(48);
  expect((await search(desk, many)).items).toEqual([]);
});

test('what was erased is found by its number alone', async () => {
  const desk = await deskWithSites();
  const cancel = `/api/v1/checks/${mpanOf(501)}/cancel`;
  await desk.as('operator', cancel, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'told by mistake' }),
  });
  await desk.pass();
  await eraseMpan(desk.gateway, mpanOf(501), { who: 'anne', reason: 'asked for' });
  for (const words of ['ffordd', 'sy23', 'q07k00001', 'qs 2026 17']) {
    expect((await search(desk, words)).items, words).toEqual([]);
  }
  expect(idsOf(await search(desk, mpanOf(501)))).toEqual([`site ${mpanOf(501)}`]);
  expect(await desk.problems()).toEqual([]);
  const store = new DatabaseSync(join(desk.workspace, 'data', 'pawl.db'), { readOnly: true });
  onTestFinished(() => store.close());
  expect(JSON.stringify(store.prepare('select * from sought').all())).not.toMatch(
    /ffordd|07k00001/i,
  );
});

test('who looked at what is told to an approver, and to other programs without the MPAN', async () => {
  const desk = await deskWithSites();
  await desk.as('operator', '/find?q=q07k');
  await pageAt(desk, `/checks/${mpanOf(501)}`);
  desk.clock.set('2026-08-06T09:00:00Z');
  await desk.as('approver', `/api/v1/checks/${mpanOf(502)}/events`);
  const looked = async (query = '') => {
    const answer = await desk.as('approver', `/api/v1/audit${query}`);
    const { items } = (await answer.json()) as { items: Record<string, unknown>[] };
    return items.map(({ who, role, through, what, mpan }) =>
      [who, role, through, what, mpan].join(' '),
    );
  };
  expect(await looked()).toEqual([
    `anna approver api events ${mpanOf(502)}`,
    `vera viewer page explain ${mpanOf(501)}`,
    `otto operator page find ${mpanOf(501)}`,
    `otto operator page find ${mpanOf(502)}`,
  ]);
  expect(await looked('?who=VERA')).toHaveLength(1);
  expect(await looked(`?mpan=${mpanOf(502)}`)).toHaveLength(2);
  expect(await looked(`?to=${today}`)).toHaveLength(3);
  expect(await looked('?from=2026-08-06&who=anna')).toHaveLength(1);
  expect((await desk.as('operator', '/api/v1/audit')).status).toBe(403);
  expect((await desk.as('viewer', '/audit')).status).toBe(403);
  expect(wordsOf(mainOf(await pageAt(desk, '/audit?who=vera', 'approver')))).toMatch(
    new RegExp(`vera viewer ${mpanOf(501)} explain page`),
  );
  const folder = join(desk.workspace, 'looks');
  expect(readdirSync(folder)).toEqual([`looks-${today}.jsonl`, 'looks-2026-08-06.jsonl']);
  const lines = readFileSync(join(folder, `looks-${today}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    {
      at: `${today}T11:00:00Z`,
      who: 'otto',
      role: 'operator',
      through: 'page',
      what: 'find',
      mpans: 2,
      look: 2,
    },
    {
      at: `${today}T11:00:00Z`,
      who: 'vera',
      role: 'viewer',
      through: 'page',
      what: 'explain',
      mpans: 1,
      look: 3,
    },
  ]);
  expect(lines.join()).not.toMatch(/\d{13}|Ffordd|Q07K/);
});

test('a hundred thousand looks are kept, told page by page, and purged', async () => {
  const folder = tempFolder();
  const errors: unknown[] = [];
  const first = await openLooks(':memory:', folder, (error) => errors.push(error));
  onTestFinished(() => first.close());
  const look = { who: 'otto', role: 'operator', through: 'page', what: 'explain' } as const;
  const began = performance.now();
  for (let n = 0; n < 100_000; n += 1) {
    const at = `2026-08-${String((n % 20) + 1).padStart(2, '0')}T11:00:00Z`;
    first.note({ ...look, at }, [mpanOf(n % 500)]);
    if (n % 1_000 === 0) await first.flush();
  }
  await first.flush();
  expect(performance.now() - began).toBeLessThan(20_000);
  const asked = performance.now();
  const page = await first.looksPage({ mpan: mpanOf(7) }, { after: null, limit: 50 });
  expect(page?.items).toHaveLength(50);
  const next = await first.looksPage(
    { mpan: mpanOf(7) },
    { after: page?.next ?? null, limit: 500 },
  );
  expect(next?.items).toHaveLength(150);
  expect(next?.next).toBeNull();
  expect(performance.now() - asked).toBeLessThan(500);
  expect(await first.looksPage({}, { after: 'x', limit: 5 })).toBeNull();
  expect(await first.countLooksBefore('2026-08-11T00:00:00Z')).toBe(50_000);
  await first.purgeLooks('2026-08-11T00:00:00Z');
  expect(await first.countLooksBefore('2027-01-01T00:00:00Z')).toBe(50_000);
  expect([folder.length > 0, errors]).toEqual([true, []]);
});

test('a look is on the disk within a second, whoever is killed then', async () => {
  const desk = await deskWithSites();
  await pageAt(desk, `/checks/${mpanOf(501)}`);
  await new Promise((resolve) => setTimeout(resolve, 900));
  const other = new DatabaseSync(join(desk.workspace, 'data', 'looks.db'), { readOnly: true });
  onTestFinished(() => other.close());
  expect(other.prepare('select who, mpan from looks').all()).toEqual([
    { who: 'vera', mpan: mpanOf(501) },
  ]);
});
