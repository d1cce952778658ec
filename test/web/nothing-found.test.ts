/** A list that shows nothing says which filter to leave out, and what is near; pages and commands alike. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pawl } from '../golden/command-line.ts';
import { formsOf } from '../support/forms.ts';
import { addressesOf, pagePaths } from '../browser/page-list.ts';
import { mpans, openWebDesk, today, type WebDesk } from './desk.ts';

/** Where a filter finds nothing, and where it is said to be found. */
const nothing: readonly (readonly [address: string, leads: readonly string[]])[] = [
  ['/checks?party=MOPQ&open=yes', ['/checks?open=yes', '/checks?open=yes&party=MOPX']],
  ['/checks?q=1300', ['/checks']],
  ['/checks?due=2026-08-09&turn=them', ['/checks?turn=them', '/checks?turn=them&due=2026-08-06']],
  ['/exceptions?meterOperator=MOPQ', ['/exceptions', '/exceptions?meterOperator=MOPX']],
  ['/exceptions?words=nobody+said+so', ['/exceptions']],
  ['/files?sender=MOPQ', ['/files', '/files?sender=MOPX']],
  ['/files?from=2030-01-01&outcome=applied', ['/files?outcome=applied', 'from=2026-0']],
  ['/acts?who=ann', ['/acts', '/acts?who=anna']],
  ['/acts?from=2030-01-01', ['/acts']],
  ['/audit?who=ann', ['/audit', '/audit?who=anna']],
  ['/reference?mpid=MOPQ', ['/reference']],
  ['/reference?letter=9', ['/reference']],
  ['/performance?party=MOPQ', ['/performance']],
  ['/performance?to=2019-01-31&from=2019-01-01', ['/performance']],
  ['/forecast?party=MOPQ', ['/forecast']],
];

/** Their filters cannot find nothing, or say in their own way what would be found. */
const others: Readonly<Record<string, string>> = {
  '/': 'the field of the header, which leads to /find',
  '/find': 'suggests by its own words',
  '/approvals': 'a day, on which all of the register is shown',
  '/capacity-market': 'a rule, under which all of the file is shown',
  '/calendar': 'a division, of which there is always a month',
  '/checks/:mpan': 'a day of one check',
  '/files/:id': 'a line of one file',
  '/files/named/:name': 'a line of one file',
  '/outbox': 'the desk has written nothing: there is nothing to lead to',
  '/outbox/:name': 'a line of one file',
  '/reference/teach': 'the letter that is taught',
};

async function deskWithActs(): Promise<WebDesk> {
  const desk = await openWebDesk();
  const body = new URLSearchParams({ decision: 'hasNot', reason: 'seen' });
  await desk.as('approver', `/checks/${mpans.toReplace}/cancel`, { method: 'POST', body });
  await desk.as('approver', `/checks/${mpans.overdue}`);
  return desk;
}

const linksIn = (page: string): string[] =>
  [...(/<div class="empty">([^]*?)<\/div>/.exec(page)?.[1] ?? '').matchAll(/href="([^"]*)"/g)].map(
    ([, link = '']) => link.replaceAll('&amp;', '&'),
  );

test('each list that finds nothing says what to leave out, and each of its links finds something', async () => {
  const desk = await deskWithActs();
  const wrong: string[] = [];
  for (const [address, leads] of nothing) {
    const page = await (await desk.as('approver', address)).text();
    const links = linksIn(page);
    if (!page.includes('class="empty"')) wrong.push(`${address}: something is found`);
    for (const lead of leads) {
      if (!links.some((link) => link.includes(lead)))
        wrong.push(`${address}: no way to ${lead}: ${links.join(' ')}`);
    }
    for (const link of links) {
      const next = await (await desk.as('approver', link)).text();
      if (next.includes('class="empty"')) wrong.push(`${address}: ${link} finds nothing`);
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);

test('no page with filters is left out', async () => {
  const desk = await openWebDesk();
  const missing: string[] = [];
  for (const path of pagePaths()) {
    if (path.includes(':') || addressesOf[path] === undefined) continue;
    const forms = formsOf(await (await desk.as('approver', path)).text());
    const isFiltered = forms.some(({ method, action }) => method === 'GET' && action === path);
    const isTried = nothing.some(([address]) => address.startsWith(`${path}?`));
    if (isFiltered && !isTried && others[path] === undefined) missing.push(path);
  }
  expect(missing).toEqual([]);
});

test('a command that finds nothing names commands that find something', async () => {
  const desk = await openWebDesk();
  const config = { mpid: 'SUPP', role: 'X', send: 'approve', calendarFeed: false, chaseAt: null };
  writeFileSync(join(desk.workspace, 'pawl.config.json'), JSON.stringify(config));
  const run = async (...words: string[]) =>
    (await pawl(`${today}T11:00:00Z`, [...words, '--workspace', desk.workspace])).out;
  expect(await run('checks', '--party', 'MOPQ', '--late', 'breached')).toMatchInlineSnapshot(`
    "No check matches.
    Without --party MOPQ something is found: pawl checks --late breached
    Near it: pawl checks --late breached --party MOPY
    "
  `);
  expect(await run('files', '--sender', 'LDSP')).toMatchInlineSnapshot(`
    "Id  File  Received  Outcome  Flow  Sender  Accepted  Findings  Now
    --  ----  --------  -------  ----  ------  --------  --------  ---
    0 files. pawl file ID shows one of them, and pawl lines ID what it says.
    Without --sender LDSP something is found: pawl files
    "
  `);
  expect(await run('alerts', 'list', '--mpan', mpans.justNotified)).toMatchInlineSnapshot(`
    "0 alerts.
    Without --mpan 1200000001098 something is found: pawl alerts list
    Near it: pawl alerts list --mpan 1200000001042
    Near it: pawl alerts list --mpan 1200000001051
    "
  `);
  expect(await run('checks', '--party', 'MOPQ', '--json')).not.toContain('Without');
});
