/** Today: every number opens a list of as many, and the way from there to what must be sent is short. */
import { expect, test } from 'vitest';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { mpans, openWebDesk, type WebDesk } from './desk.ts';
import { linksOf, mainOf, pageAt, rowsOf, wordsOf } from './pages.ts';

/** The figures of the page: what they say, their number, and where they lead. */
const figuresOf = (page: string) =>
  [
    ...page.matchAll(/class="figure[^"]*" href="([^"]*)"><span>([^<]*)<\/span> <strong>([\d,]+)</g),
  ].map(([, href = '', says = '', number = '']) => ({
    says: `${/turn=(us|them)/.exec(href)?.[1] ?? ''} ${says}`.trim(),
    number: Number(number.replaceAll(',', '')),
    href: href.replaceAll('&amp;', '&'),
  }));

test('each number opens a list of as many', async () => {
  const desk = await openWebDesk();
  const page = await pageAt(desk, '/');
  const figures = figuresOf(page);
  const numbers = Object.fromEntries(figures.map(({ says, number }) => [says, number]));
  expect(numbers).toEqual({
    'us late': 0,
    'us due today': 0,
    'us due in two Working Days': 0,
    'us in all': 4,
    'them late': 1,
    'them due today': 0,
    'them due in two Working Days': 1,
    'them in all': 2,
    exceptions: 1,
    'to approve or send': 3,
  });
  for (const { href, number, says } of figures) {
    expect([says, rowsOf(await pageAt(desk, href)).length]).toEqual([says, number]);
  }
  expect(linksOf(page)).toContain('/files?outcome=rejected');
});

test('it says who is late, by how many Working Days, and since when it is known', async () => {
  const desk = await openWebDesk();
  const words = wordsOf(await pageAt(desk, '/'));
  expect(words).toContain('Today, Wed 5 Aug 2026');
  expect(words).toMatch(/Meter Operator MOPY 1 5 Working Days over 0 0 1 Chase MOPY/);
  expect(words).toContain(`${mpans.overdue} 5 Working Days over`);
  expect(words).toContain('Meter Operator MOPX: D0002 Thu 6 Aug 2026');
  expect(words).toContain('due in 1 Working Day');
  expect(words).toContain('REPORT_UNCLEAR 1');
  expect(words).toContain('Of 6 open checks , ours and theirs together.');
});

test('what is due today is counted apart from what is over and what comes soon', async () => {
  const desk = await openWebDesk();
  desk.clock.set('2026-08-06T09:00:00Z');
  await desk.pass();
  const numbers = figuresOf(await pageAt(desk, '/')).filter(({ says }) => says.startsWith('them'));
  expect(numbers.slice(0, 3).map(({ number }) => number)).toEqual([1, 1, 0]);
  expect(rowsOf(await pageAt(desk, '/checks?late=today'))).toEqual([mpans.dueSoon]);
  expect(wordsOf(await pageAt(desk, '/checks?late=today'))).toContain('due today');
});

test('names of the configuration stand beside MPIDs', async () => {
  const counterparties = { MOPY: { name: 'Example <Metering>' } };
  const desk = await openWebDesk({ settings: { counterparties } });
  const page = await pageAt(desk, '/');
  expect(page).toContain('Example &lt;Metering&gt; (MOPY)');
});

test('a desk on which nothing has happened says so', async () => {
  const desk = await openWebDesk({ story: false });
  const words = wordsOf(await pageAt(desk, '/'));
  expect(words).toContain('Nobody owes anything.');
  expect(words).toContain('Nothing is late');
  expect(words).toContain('The work queue is empty.');
  expect(words).toContain('No file has arrived within 24 hours.');
  expect(words).toContain('First Nothing is late or due from us today');
});

test('from Today it takes three clicks at most to who is late, by how long, and what to send', async () => {
  const desk = await openWebDesk();
  const isThere = (page: string): boolean => {
    const words = wordsOf(mainOf(page));
    return (
      words.includes('5 Working Days over') &&
      words.includes('MOPY') &&
      words.includes(mpans.overdue) &&
      /What to send .*D0002/.test(words)
    );
  };
  const clicks = await clicksTo(desk, isThere);
  expect(clicks).toBe(1);
  // The other way: the breached check, why, and then the message.
  const list =
    linksOf(await pageAt(desk, '/')).find((href) => href.includes('turn=them&late=breached')) ?? '';
  expect(linksOf(await pageAt(desk, list))).toContain(`/checks/${mpans.overdue}`);
  const check = await pageAt(desk, `/checks/${mpans.overdue}`);
  expect(wordsOf(check)).toContain('Meter Operator MOPY owes D0002, which was due on');
  expect(linksOf(check)).toContain('/chases/MOPY');
});

/** How many links must be followed from Today to a page of checks that is as wanted; at most three. */
async function clicksTo(desk: WebDesk, isWanted: (page: string) => boolean): Promise<number> {
  let addresses = ['/'];
  const seen = new Set(addresses);
  for (let clicks = 0; clicks <= 3; clicks += 1) {
    const next: string[] = [];
    for (const address of addresses) {
      const page = await pageAt(desk, address);
      if (isWanted(page)) return clicks;
      next.push(...linksOf(page).filter((href) => /^\/($|checks|chases|exceptions)/.test(href)));
    }
    addresses = [...new Set(next)].filter((address) => !seen.has(address));
    for (const address of addresses) seen.add(address);
  }
  return Number.POSITIVE_INFINITY;
}

test('the message to a late counterparty is as it would go out', async () => {
  const counterparties = { MOPY: { email: 'desk@mopy.example' } };
  const desk = await openWebDesk({ settings: { counterparties } });
  const page = await pageAt(desk, '/chases/MOPY');
  const words = wordsOf(page);
  expect(words).toContain('desk@mopy.example');
  expect(words).toContain('By our records the following is overdue from you on Wed 5 Aug 2026.');
  expect(page).toContain('href="mailto:desk@mopy.example?subject=SUPP%20to%20MOPY');
  const text = await (await desk.as('viewer', '/chases/MOPY/message.txt')).text();
  expect(text).toMatch(/^Subject: SUPP to MOPY: 1 overdue MPAN, Wed 5 Aug 2026\n/);
  expect(text).toContain(mpans.overdue);
  expect(wordsOf(await pageAt(desk, '/chases/MOPX'))).toContain('MOPX is not late with anything.');
  expect((await desk.as('viewer', '/chases/nobody')).status).toBe(400);
  expect(words).toContain('D0002_MOPY_DEMO000029.usr line 2 names 1200000001042: rejected');
  const unaddressed = await pageAt(await openWebDesk(), '/chases/MOPY');
  expect(wordsOf(unaddressed)).toContain('counterparties.MOPY.email in pawl.config.json');
});

test('a Meter Operator’s desk counts what it owes its Suppliers, and names them', async () => {
  const desk = await openWebDesk({ story: false, settings: { mpid: 'MOPX', role: 'M' } });
  await desk.take('sent/asked.usr', requestFile('0000000401', [mpanOf(1)]));
  desk.clock.set('2026-09-30T09:00:00Z');
  await desk.pass();
  const words = wordsOf(await pageAt(desk, '/'));
  expect(words).toContain('Us, MOPX 1');
  expect(words).toContain('Send, approve or decide');
  expect(words).toContain(`${mpanOf(1)} `);
  expect(words).toContain('us: D0002');
  const list = await pageAt(desk, '/checks?turn=us&party=SUPP');
  expect(rowsOf(list)).toEqual([mpanOf(1)]);
  expect(wordsOf(list)).toContain('Waiting for us, Supplier SUPP');
});

test('every page tells what is wrong with the surroundings until it is over', async () => {
  const desk = await openWebDesk({ story: false });
  const episode = {
    key: 'gateway/DISK_ALMOST_FULL/2026-08-05T11:00:00Z',
    code: 'DISK_ALMOST_FULL',
    about: '',
    detail: '5 bytes are free',
    since: '2026-08-05T11:00:00Z',
    overAt: null,
    told: 'raised',
  };
  const tell = (episodes: readonly object[]): Promise<void> =>
    desk.gateway.store.setNote('gateway-alerts', JSON.stringify(episodes));
  await tell([episode]);
  for (const path of ['/', '/checks', '/files', '/settings', '/nothing', '/checks/1000000000012']) {
    const text = await (await desk.as('viewer', path)).text();
    expect(text, path).toContain('<strong>Intake is paused: no file is taken in.</strong>');
    expect(text, path).toContain('5 bytes are free.');
  }
  await tell([]);
  expect(await (await desk.as('viewer', '/')).text()).not.toContain('DISK_ALMOST_FULL');
});

test('every page tells of a channel that takes nothing', async () => {
  const desk = await openWebDesk({ story: false });
  const standing = { channel: 'desk', delivered: 0, pending: 2, lastError: 'ECONNREFUSED' };
  const channelStandings = async () => [
    standing,
    { ...standing, channel: 'slow', lastError: null },
  ];
  Object.assign(desk.gateway, { store: { ...desk.gateway.store, channelStandings } });
  const text = await (await desk.as('viewer', '/checks')).text();
  expect(text).toContain('The channel desk does not take alerts: 2 alerts wait.');
  expect(text).not.toContain('slow');
});
