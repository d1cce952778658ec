/** Performance, calendar, settings and catalogue: what they say, to whom, and of an empty desk. */
import { expect, test } from 'vitest';
import { makeReport } from '../../src/report/index.ts';
import { feedOf, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openWebDesk, type WebDesk } from './desk.ts';
import { linksOf, mainOf, pageAt, rowsOf, wordsOf } from './pages.ts';

const pages = ['/performance', '/performance.csv', '/calendar', '/settings', '/catalogue'];

test('every role may look, nobody else, and a mistyped question is refused in words', async () => {
  const desk = await openWebDesk();
  for (const path of [...pages, '/catalogue/D0002']) {
    for (const role of ['viewer', 'operator', 'approver'] as const) {
      expect([path, role, (await desk.as(role, path)).status]).toEqual([path, role, 200]);
    }
    const to = `/sign-in?to=${encodeURIComponent(path)}`;
    expect((await desk.as(null, path)).headers.get('location')).toBe(to);
  }
  const wrong = [
    '/performance?from=soon',
    '/performance?from=2026-08-05&to=2026-08-01',
    '/performance?party=%3Cscript%3E',
    '/calendar?month=2026-13',
    '/calendar?division=atlantis',
  ];
  for (const path of wrong) {
    expect([path, (await desk.as('viewer', path)).status]).toEqual([path, 400]);
  }
  expect(desk.bugs).toEqual([]);
});

test('a desk on which nothing has happened says so on each page', async () => {
  const desk = await openWebDesk({ story: false });
  const words = wordsOf(await pageAt(desk, '/performance'));
  expect(words).toContain('No stage was under way in that time.');
  expect(wordsOf(await pageAt(desk, '/calendar'))).toContain('August 2026 20 Working Days');
  expect(wordsOf(await pageAt(desk, '/settings'))).toContain('Nothing is held up');
  expect(await (await desk.as('viewer', '/performance.csv')).text()).toMatch(/^party,who,stage/);
});

/** The cells of the rows of the first table of a page. */
const cellsOf = (page: string): string[][] => {
  const body = page.slice(page.indexOf('<tbody>'), page.indexOf('</tbody>'));
  return body
    .split('</tr>')
    .map((row) => row.split(/<\/t[hd]>/).map((cell) => wordsOf(cell).trim()));
};

test('performance says what the report says, and shows it as pictures with their numbers', async () => {
  const desk = await openWebDesk({
    settings: { counterparties: { MOPX: { name: '<i>Meters</i>' } } },
  });
  const page = await pageAt(desk, '/performance?from=2026-06-01');
  const report = await makeReport(desk.gateway, 'performance', { from: '2026-06-01', to: null });
  const shown = new Map(cellsOf(page).map(([who, stage, ...rest]) => [`${who} ${stage}`, rest]));
  for (const row of report.rows) {
    const name = row['party'] === 'MOPX' ? '&lt;i&gt;Meters&lt;/i&gt; (MOPX)' : row['party'];
    const stage = String(row['stage'])
      .replaceAll(/([A-Z])/g, ' $1')
      .toLowerCase();
    const cells = shown.get([row['who'], name, stage].join(' '));
    expect(cells?.slice(0, 2), stage).toEqual([row['inTime'], row['late']].map(String));
    const kept = row['keptInTime'];
    expect(cells?.[2]).toBe(kept === null ? '' : `${String(kept)} %`);
    expect(cells?.slice(3, 6)).toEqual(
      [row['workingDaysMedian'], row['workingDays90th'], row['workingDaysMax']].map((value) =>
        value === null ? '' : String(value),
      ),
    );
    expect(cells?.slice(6, 9)).toEqual(
      [
        Number(row['open']) + Number(row['openOverdue']),
        row['openOverdue'],
        row['deliveredLate'],
      ].map(String),
    );
  }
  expect(report.rows.length).toBeGreaterThan(4);
  expect(page).not.toContain('<i>');
  const words = wordsOf(page);
  expect(words).toContain('investigating: Working Days taken; there are 10');
  // Each picture has a name, and its numbers stand below it.
  expect(page.match(/<svg[^>]*role="img" aria-label="[^"]+"/g)?.length).toBe(3);
  expect(words).toMatch(
    /The numbers .* Working Days In time Late In time of these answers 4 1 0 100 %/,
  );
  expect(words).toMatch(/Month In time Late In time of these answers .* Jul 2026 \d+ \d+/);
});

test('performance is narrowed to a period, a participant and a stage', async () => {
  const desk = await openWebDesk();
  const rows = async (query: string) =>
    cellsOf(await pageAt(desk, `/performance?from=2026-06-01&${query}`))
      .map(([who, stage]) => `${who}, ${stage}`)
      .filter((row) => row !== ', undefined');
  expect(await rows('party=MOPY')).toEqual(['Meter Operator MOPY, investigating']);
  expect(await rows('stage=replacing')).toEqual(['Meter Operator MOPX, replacing']);
  const early = await pageAt(desk, '/performance?from=2020-01-01&to=2020-12-31');
  expect(wordsOf(early)).toContain('No stage was under way in that time.');
  const asked = '/performance.csv?from=2026-06-01&to=2026-07-31';
  const csv = await desk.as('viewer', asked);
  expect(csv.headers.get('content-disposition')).toContain(
    'performance_2026-06-01_to_2026-07-31.csv',
  );
  expect(await csv.text()).toMatch(/\r\nMOPY,Meter Operator,investigating,/);
  expect(linksOf(await pageAt(desk, asked.replace('.csv', '')))).toContain(asked);
});

test('performance counts what has come since the page was asked for before', async () => {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  await desk.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  const investigating = async () =>
    cellsOf(await pageAt(desk, '/performance')).find(([, stage]) => stage === 'investigating');
  expect((await investigating())?.slice(2, 9)).toEqual(['0', '0', '', '', '', '', '1']);
  await desk.take('a.usr', reportFile('A1', [mpanOf(1)]));
  expect((await investigating())?.slice(2, 9)).toEqual(['1', '0', '100 %', '1', '1', '1', '0']);
});

/** What stands on a day of the calendar. */
const dayOf = (page: string, date: string): string => {
  const cell = page.split('<td').find((one) => one.includes(`datetime="${date}"`)) ?? '';
  return wordsOf(`<td${cell}`).trim();
};

test('the calendar shows Working Days, bank holidays, and deadlines that lead to their lists', async () => {
  const desk = await openWebDesk();
  const page = await pageAt(desk, '/calendar');
  expect(page).toMatch(/class="off"[^>]*><time datetime="2026-08-31"/);
  expect(dayOf(page, '2026-08-31')).toBe('31 Bank holiday');
  expect(page).toMatch(/aria-current="date"><time datetime="2026-08-05"/);
  const days = linksOf(page).filter((link) => link.startsWith('/checks?due='));
  expect(days.length).toBeGreaterThan(2);
  let listed = 0;
  for (const link of days) {
    const [, number] = /(\d+) due/.exec(dayOf(page, link.slice(-10))) ?? [];
    const rows = rowsOf(await pageAt(desk, link));
    expect([link, rows.length]).toEqual([link, Number(number)]);
    listed += rows.length;
  }
  const open = await desk.gateway.store.checks({ open: true });
  expect(listed).toBe(
    open.filter(({ awaited, dueOn }) => awaited && (dueOn ?? '') >= '2026-08').length,
  );
  expect(dayOf(page, '2026-08-17')).toMatch(/ours$/);
});

test('a deadline at a cut-off stands on its own day', async () => {
  const desk = await openWebDesk({ story: false, settings: { cutoff: '17:00', send: 'never' } });
  await desk.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  const [check] = await desk.gateway.store.checks({});
  const page = await pageAt(desk, '/calendar');
  expect(dayOf(page, check?.dueOn ?? '')).toContain('1 due');
  expect(wordsOf(page)).toContain(
    'A Working Day ends at 17:00, and exactly then is on time; what starts on another day counts as started on the next Working Day. cutoff-17:00',
  );
  expect(rowsOf(await pageAt(desk, `/checks?due=${check?.dueOn}`))).toEqual([mpanOf(1)]);
});

test('the calendar says which bank holidays are in force since when, and what is not covered', async () => {
  const desk = await openWebDesk();
  desk.drop('calendar/extra.json', feedOf(2026, ['2026-09-14']));
  await desk.pass();
  const page = await pageAt(desk, '/calendar');
  expect(dayOf(page, '2026-09-14')).toBe('14 Bank holiday');
  const words = wordsOf(page);
  expect(words).toMatch(/2026 9 days: .*14 Sep.* calendar\/extra\.json Wed 5 Aug 2026 12:00/);
  expect(words).toMatch(/2027 8 days: [^:]* this version of Pawl the beginning/);
  expect(words).toContain('after Sun 31 Dec 2028 nothing can be counted');
  const scotland = await pageAt(desk, '/calendar?division=scotland&month=2026-11');
  expect(dayOf(scotland, '2026-11-30')).toBe('30 Bank holiday');
  expect(wordsOf(await pageAt(desk, '/calendar?month=2031-01'))).toContain('not covered');
  expect(linksOf(await pageAt(desk, '/calendar?month=2199-06'))).not.toContain(
    '/calendar?month=2199-10',
  );
});

test('settings say what is in force and since when, and hold no secret', async () => {
  const secret = 'https://hooks.example/T0K3N';
  const desk = await openWebDesk({
    story: false,
    settings: {
      channels: { desk: { kind: 'webhook', url: secret } },
      counterparties: { MOPX: { name: '<b>Meters</b>' } },
    },
  });
  const page = await pageAt(desk, '/settings');
  const words = wordsOf(page);
  expect(words).toContain('Participant SUPP, Supplier');
  expect(words).toContain('In force since Wed 5 Aug 2026 12:00');
  expect(words).toContain('Pawl 0.0.0-test');
  expect(words).toMatch(/option-1 .* for new checks/);
  expect(words).toContain('investigating Meter Operator D0002 10');
  expect(words).toContain('channels.desk.url (secret)');
  expect(words).toContain('vera (viewer), otto (operator), anna (approver)');
  expect(words).toContain('&lt;b&gt;Meters&lt;/b&gt;');
  for (const hidden of [
    secret,
    'hooks.example',
    desk.gateway.config.web.tokens[0]!.sha256,
    '<b>',
  ]) {
    expect(page).not.toContain(hidden);
  }
  // Every key of the configuration stands on it.
  for (const key of Object.keys(desk.gateway.config)) {
    if (key !== '$schema') expect(page).toMatch(new RegExp(`<code>${key}[.<]`));
  }
});

test('settings tell what changed when, and which checks that changed', async () => {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  await desk.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  desk.clock.set('2026-08-07T09:00:00Z');
  const other = await desk.reopen({ cutoff: '17:00' });
  Object.assign(desk.gateway, other.gateway);
  const words = wordsOf(await pageAt(desk, '/settings'));
  expect(words).toContain('cutoff : not set → 17:00');
  expect(words).toMatch(/cutoff 17:00 Fri 7 Aug 2026 10:00/);
  expect(words).toMatch(/mpid SUPP the first start/);
  expect(words).toContain('1 MPAN looked at');
});

test('settings tell what is wrong with the gateway itself', async () => {
  const desk = await openWebDesk({ story: false });
  await desk.gateway.store.setNote(
    'gateway-alerts',
    JSON.stringify([
      {
        key: 'k',
        code: 'DISK_ALMOST_FULL',
        about: '',
        detail: '12 MB are left <b>',
        since: '2026-08-05T09:00:00Z',
        overAt: null,
        told: 'raised',
      },
    ]),
  );
  const page = await pageAt(desk, '/settings');
  expect(wordsOf(page)).toMatch(
    /DISK_ALMOST_FULL Wed 5 Aug 2026 10:00 12 MB are left &lt;b&gt; make room on that disk/,
  );
});

test('the catalogue lists its flows, and each flow with groups, items, codes and marks', async () => {
  const desk = await openWebDesk({ story: false });
  const list = await pageAt(desk, '/catalogue');
  const flows = [...desk.gateway.rules.catalogue.flows.values()];
  for (const { flow, version, name } of flows) {
    expect(wordsOf(list)).toContain(`${flow} ${version} ${name}`);
    const page = await pageAt(desk, `/catalogue/${flow}${version}`);
    expect(mainOf(page)).toContain(`${flow} ${name.replaceAll('&', '&amp;')}`);
  }
  const page = await pageAt(desk, '/catalogue/D0002');
  const words = wordsOf(page);
  expect(words).toContain('004 Metering Points Inspected one or more');
  expect(words).toContain('below each 004');
  expect(words).toContain('MOP to Supplier');
  expect(words).toContain('Data Transfer Catalogue v15.4');
  expect(words).toMatch(/MPAN Core J0003 NUM\(13\) yes/);
  expect(words).toMatch(/89 Fault resolution completion report/);
  expect(words).toMatch(/Additional Information J0012 CHAR\(200\) no .*personal/);
  expect(words).toContain('confirmed');
  expect(page).toContain('href="#group-005"');
  for (const path of ['/catalogue/D9999', '/catalogue/D0002777', '/catalogue/%3Cscript%3E']) {
    const answer = await desk.as('viewer', path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(await answer.text()).not.toContain('<script>');
  }
});

const menuOf = (page: string): string | undefined =>
  /aria-current="page">([^<]*)</.exec(page.slice(0, page.indexOf('<main')))?.[1];

test('each page stands under its item of the menu', async () => {
  const desk: WebDesk = await openWebDesk();
  const under = {
    '/files': 'Files',
    '/outbox': 'Files',
    '/files/1': 'Files',
    '/performance': 'Performance',
  };
  const rest = {
    '/calendar': 'Calendar',
    '/settings': 'Settings',
    '/catalogue/D0150': 'Catalogue',
  };
  for (const [path, name] of Object.entries({ ...under, ...rest })) {
    expect([path, menuOf(await pageAt(desk, path))]).toEqual([path, name]);
  }
});
