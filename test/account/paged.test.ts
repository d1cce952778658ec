/** One MPAN with a long history: every way to look at it shows a page of it. */
import { expect, test } from 'vitest';
import { explainMpan, pageOfHistory } from '../../src/account/index.ts';
import type { Envelope } from '../../src/flow/index.ts';
import { flowEvents } from '../../src/gateway/events-of.ts';
import { commitUntilDone, type Gateway } from '../../src/gateway/index.ts';
import { mpanOf, reportFile, reportRecords, requestFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';
import { mainOf, pageAt, wordsOf } from '../web/pages.ts';
import { openWebDesk } from '../web/desk.ts';

const mpan = mpanOf(1);
const files = 250;

/** As many reports as there are files, each of which says something of its own. */
async function longHistory(gateway: Gateway): Promise<void> {
  const { config, rules, clock } = gateway;
  const events = Array.from({ length: files }, (_, n) => {
    const at = Temporal.PlainDateTime.from('2026-08-04T11:00:00').add({ seconds: n });
    const envelope = {
      flow: 'D0002',
      version: '001',
      fileIdentifier: `LONG${n}`,
      fromMpid: 'MOPX',
      fromRole: 'M',
      toRole: 'X',
      toMpid: 'SUPP',
      createdAt: at.toString().replaceAll(/[-:T]/g, ''),
    } as Envelope;
    const arrival = { config, receivedAt: clock.now(), file: `long${n}.usr` };
    const text = reportRecords(mpan, 'NOT SURE').join('\n');
    return flowEvents(rules, arrival, envelope, [{ mpan, line: 2, text }], '');
  });
  await commitUntilDone(gateway, events.flat());
}

test('the page, the API and the command show a page of it, and say how much there is', async () => {
  const desk = await openWebDesk();
  await desk.take('sent/long.usr', requestFile('LONGQ', [mpan]));
  // What comes late leaves a note for each file.
  desk.clock.set('2026-08-20T12:00:00Z');
  await longHistory(desk.gateway);
  const all = files + 1;

  const newest = mainOf(await pageAt(desk, `/checks/${mpan}`));
  expect(wordsOf(newest)).toContain(`Page 3 of 3, of ${all} in all`);
  expect(newest).toContain('long249.usr');
  expect(newest).not.toContain('long100.usr');
  const first = mainOf(await pageAt(desk, `/checks/${mpan}?page=1`));
  expect(first).toContain('long0.usr');
  expect(first).not.toContain('long249.usr line');
  expect(first).toContain(`/checks/${mpan}?page=2#history`);
  expect(first.match(/<li class="(?:moved)?">/g)?.length).toBe(100);

  const whole = await explainMpan(desk.gateway, mpan, desk.clock.now());
  expect(whole.exceptions.length).toBeGreaterThanOrEqual(files);
  const shown = pageOfHistory(whole, null);
  expect(shown).toMatchObject({ page: 3, pages: 3, totals: { events: all } });
  expect(shown.exceptions).toHaveLength(100);
  expect(shown.exceptions.filter(({ open }) => open)).toEqual(
    whole.exceptions.filter(({ open }) => open),
  );
  const seen = [1, 2, 3].flatMap((page) => pageOfHistory(whole, page).events);
  expect(seen).toEqual(whole.events);

  interface Answer {
    readonly totals: { readonly events: number };
    readonly exceptions: readonly unknown[];
    readonly items: readonly unknown[];
    readonly next: string | null;
  }
  const asked = async (path: string): Promise<Answer> =>
    (await (await desk.as('viewer', path)).json()) as Answer;
  const history = await asked(`/api/v1/checks/${mpan}`);
  expect(history.totals.events).toBe(all);
  expect(history.exceptions).toHaveLength(100);
  const found: unknown[] = [];
  for (let cursor = ''; ; ) {
    const page = await asked(`/api/v1/checks/${mpan}/events?limit=200${cursor}`);
    found.push(...page.items);
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(found).toHaveLength(all);
  const stages = await asked(`/api/v1/checks/${mpan}/stages?limit=1`);
  expect(stages.items).toHaveLength(1);
  const next = await asked(`/api/v1/checks/${mpan}/stages?limit=1&cursor=${stages.next}`);
  expect(next.items).toHaveLength(1);
  expect(next.items).not.toEqual(stages.items);
});

test('who turns its pages folds it once, and hears of what comes meanwhile', async () => {
  const own = await openTestGateway();
  own.clock.set('2026-08-20T12:00:00Z');
  await longHistory(own.gateway);
  let read = 0;
  const store = {
    ...own.gateway.store,
    journalOf: async (of: string) => {
      read += 1;
      return own.gateway.store.journalOf(of);
    },
  };
  const gateway = { ...own.gateway, store };
  const now = own.clock.now();
  const first = await explainMpan(gateway, mpan, now);
  own.clock.set('2026-08-20T12:00:05Z');
  expect(await explainMpan(gateway, mpan, own.clock.now())).toEqual({
    ...first,
    asOf: own.clock.now(),
  });
  expect(read).toBe(1);
  // As it was known before is another history.
  expect((await explainMpan(gateway, mpan, now)).events).toHaveLength(files);
  await expect(explainMpan(gateway, mpan, '2026-08-19T12:00:00Z')).rejects.toThrow('nothing');
  await own.take('more.usr', reportFile('MORE', [mpan], 'NOT SURE', '20260820110000'));
  expect((await explainMpan(gateway, mpan, own.clock.now())).events).toHaveLength(files + 1);
  expect((await explainMpan(gateway, mpan, now)).events).toHaveLength(files);
});
