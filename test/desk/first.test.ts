/** What leads the day: the first of the rules that is true, and the same words wherever it is asked. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { today } from '../../src/desk/index.ts';
import { firstOf, firstShape } from '../../src/desk/first.ts';
import type { Gateway } from '../../src/gateway/index.ts';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { openWebDesk, type WebDesk } from '../web/desk.ts';
import { pageAt, wordsOf } from '../web/pages.ts';

type Facts = Parameters<typeof firstOf>[1];
type Owing = Facts['awaited'][number];

const owing = (more: Partial<Owing>): Owing => ({
  ours: false,
  party: 'MOPX',
  breached: 0,
  dueToday: 0,
  dueSoon: 0,
  workingDaysOver: null,
  ...more,
});
const exception = { number: 1, oldestAt: '2026-08-03T09:00:00Z' };

const episode = (code: string, about = '') => ({
  key: `gateway/${code}`,
  code,
  about,
  detail: 'it is so',
  since: '2026-08-05T09:00:00Z',
  overAt: null,
  told: 'raised',
});

/** Only what the choice looks at. */
const gatewayWith = (more: {
  readonly episodes?: readonly object[];
  readonly chased?: readonly { readonly party: string; readonly sentAt: string | null }[];
  readonly send?: string;
}) =>
  ({
    config: { role: 'X', send: more.send ?? 'approve', counterparties: { MOPZ: { name: 'Zed' } } },
    rules: { zone: 'Europe/London' },
    clock: { now: () => '2026-08-05T11:00:00Z' },
    store: {
      note: async () => JSON.stringify(more.episodes ?? []),
      chasesOf: async () => more.chased ?? [],
    },
  }) as unknown as Gateway;

const everything: Facts = {
  awaited: [
    owing({ ours: true, party: 'SUPP', breached: 2, dueToday: 1, dueSoon: 1, workingDaysOver: 3 }),
    owing({ breached: 4, workingDaysOver: 5 }),
  ],
  exceptions: [exception],
  toApprove: 3057,
};
const without = (facts: Partial<Facts>): Facts => ({ ...everything, ...facts });
const [ours, theirs] = everything.awaited as [Owing, Owing];

test.each([
  [
    'gateway: what keeps it from its work',
    { episodes: [episode('ENTRY_LEFT'), episode('DISK_ALMOST_FULL')] },
    everything,
    'Mend the gateway: DISK_ALMOST_FULL since Wed 5 Aug 2026 10:00, and until then not all of its work is done.',
    'pawl health',
  ],
  [
    'gateway: a folder that keeps files from coming in',
    { episodes: [episode('FOLDER_NOT_WRITABLE', 'inbox')] },
    everything,
    'Mend the gateway: FOLDER_NOT_WRITABLE since Wed 5 Aug 2026 10:00, and until then not all of its work is done.',
    'pawl health',
  ],
  [
    'late: what we owe, before anything that others owe',
    { episodes: [episode('ENTRY_LEFT')] },
    everything,
    'We are late with 2 checks, the longest 3 Working Days over: others wait for us, so this comes first.',
    'pawl checks --turn us --late breached --by due',
  ],
  [
    'dueToday',
    {},
    without({ awaited: [{ ...ours, breached: 0 }, theirs] }),
    'We owe an answer on one check today: after tonight we are late.',
    'pawl checks --turn us --late today --by due',
  ],
  [
    'chase: who has been late the longest, not who owes the most',
    {},
    without({ awaited: [owing({ breached: 900, workingDaysOver: 2 }), theirs] }),
    'Chase MOPX for 4 overdue answers, the longest 5 Working Days over: nobody else has been late for longer.',
    'pawl chase --party MOPX',
  ],
  [
    'chase: not who was told today',
    { chased: [{ party: 'MOPX', sentAt: '2026-08-05T08:00:00Z' }] },
    without({
      awaited: [theirs, owing({ party: 'MOPZ', breached: 1, workingDaysOver: 0 })],
    }),
    'Chase Zed (MOPZ) for one overdue answer, over since today: nobody else has been late for longer.',
    'pawl chase --party MOPZ',
  ],
  [
    'chase: whom nobody knows, last',
    { chased: [{ party: 'MOPX', sentAt: '2026-08-05T08:00:00Z' }] },
    without({ awaited: [owing({ party: null, breached: 3 }), theirs] }),
    'Find out who owes an answer on 3 checks: nobody is known whom to chase.',
    'pawl checks --turn them --late breached --by due',
  ],
  [
    'decide: once everybody who is late was told',
    { chased: [{ party: 'MOPX', sentAt: '2026-08-05T08:00:00Z' }] },
    without({ awaited: [theirs] }),
    'Settle the one Exception, open since Mon 3 Aug 2026: the rules cannot decide it.',
    'pawl exceptions',
  ],
  [
    'approve',
    { episodes: [episode('ENTRY_LEFT')] },
    without({ awaited: [], exceptions: [] }),
    'Approve the flows of 3,057 checks: they are drafted, and go out when you say so.',
    'pawl checks --owed yes --by due',
  ],
  [
    'look: what flows wait for nobody, and something small is wrong',
    { episodes: [episode('ENTRY_LEFT')], send: 'automatic' },
    without({ awaited: [], exceptions: [] }),
    'Look at what is wrong with the gateway: ENTRY_LEFT. Its work goes on meanwhile.',
    'pawl health',
  ],
  [
    'nothing, and what comes next',
    {},
    { awaited: [owing({ ours: true, dueSoon: 2 })], exceptions: [], toApprove: 0 },
    'Nothing is late or due from us today, and nothing waits for a decision. Next is what is due from us in two Working Days: 2 checks.',
    'pawl checks --turn us --late soon --by due',
  ],
  [
    'nothing',
    {},
    { awaited: [], exceptions: [], toApprove: 0 },
    'Nothing is late or due from us today, and nothing waits for a decision.',
    null,
  ],
] as const)('%s', async (name, more, facts, says, command) => {
  const first = await firstOf(gatewayWith(more), facts);
  expect(first).toMatchObject({ rule: name.split(/[:, ]/)[0], says, command });
  expect(first.button === null).toBe(command === null);
});

test('docs/desk.md has the rules in their order', () => {
  const text = readFileSync(new URL('../../docs/desk.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('## What to do first'), text.indexOf('## What waits'));
  const told = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, rule]) => rule);
  expect(told).toEqual(firstShape.shape.rule.options);
});

describe('wherever it is asked', () => {
  const answered = async (desk: WebDesk) =>
    (await (await desk.as('viewer', '/api/v1/today')).json()) as Awaited<
      ReturnType<typeof today.ask>
    >;

  test('the page says the sentence, has its button, and names its command', async () => {
    const desk = await openWebDesk();
    const { first } = await answered(desk);
    expect(first).toMatchObject({ rule: 'chase', asked: { party: 'MOPY' } });
    const page = await pageAt(desk, '/');
    expect(wordsOf(page)).toContain(`First ${first.says} Chase MOPY or pawl chase --party MOPY`);
    expect(page).toContain('<a class="button" href="/chases/MOPY">Chase MOPY</a>');
  });

  test('every button leads to a page that is there, and every command to what it takes', async () => {
    const desk = await openWebDesk({ story: false, settings: { mpid: 'MOPX', role: 'M' } });
    const pages: string[] = [];
    const look = async (): Promise<void> => {
      const href = /class="button" href="([^"]*)"/.exec(await pageAt(desk, '/'))?.[1] ?? '/';
      pages.push(href.replaceAll('&amp;', '&'));
      expect((await desk.as('viewer', pages.at(-1) ?? '')).status).toBe(200);
    };
    await look();
    await desk.take('sent/asked.usr', requestFile('0000000401', [mpanOf(1)]));
    const [check] = await desk.gateway.store.checks({ mpan: mpanOf(1) });
    for (const at of [`${check?.dueOn}T09:00:00Z`, check?.dueAt ?? '']) {
      desk.clock.set(at);
      await desk.pass();
      await look();
    }
    await desk.gateway.store.setNote(
      'gateway-alerts',
      JSON.stringify([episode('DISK_ALMOST_FULL')]),
    );
    await look();
    expect(pages).toEqual([
      '/',
      '/checks?turn=us&late=today&by=due',
      '/checks?turn=us&late=breached&by=due',
      '/settings#health',
    ]);
  });
});
