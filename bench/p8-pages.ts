/**
 * P8: what each page and each list of the API takes at the server, over 100,000 checks: asked of the
 * app itself, without a network, as an approver who is signed in, all pages in turns.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../src/web/app.ts';
import { changesSince } from '../src/web/changes.ts';
import { identities } from '../src/web/identity.ts';
import { aMeterOperator, aMpan, fullDesk } from './full-desk.ts';
import type { Desk } from './desk.ts';
import { type Report, race, rounded } from './measure.ts';

const limitMs = 50;
const runs = 9;

/** By the name of its figure, what is asked for. */
export const paths: Readonly<Record<string, string>> = {
  today: '/',
  checks: '/checks',
  'checks-of-party': `/checks?party=${aMeterOperator}`,
  'checks-of-nobody': '/checks?party=ZZZZ',
  check: `/checks/${aMpan}`,
  exceptions: '/exceptions',
  approvals: '/approvals',
  chase: `/chases/${aMeterOperator}`,
  files: '/files',
  'files-rejected': '/files?outcome=rejected',
  file: '/files/300',
  outbox: '/outbox',
  performance: '/performance',
  calendar: '/calendar',
  settings: '/settings',
  catalogue: '/catalogue',
  'catalogue-flow': '/catalogue/D0150',
  'api-today': '/api/v1/today',
  'api-checks': '/api/v1/checks',
  'api-check': `/api/v1/checks/${aMpan}`,
  'api-files': '/api/v1/files',
  'api-exceptions': '/api/v1/exceptions',
  'api-alerts': '/api/v1/alerts',
  'api-approvals': '/api/v1/approvals',
  'api-docs': '/api',
};

/** The same over a million: P8M, which is asked for by name, because such a desk is long in the making. */
export const p8Million = (): Promise<Report> => p8(1_000_000, 'P8M');

export async function p8(checks?: number, name = 'P8'): Promise<Report> {
  const desk = await fullDesk(undefined, checks);
  try {
    return await measurePages(desk, paths, name);
  } finally {
    await desk.close();
  }
}

/** Throws for a page that does not answer: the time of a refusal is no figure. */
export async function measurePages(
  { engine, clock }: Pick<Desk, 'engine' | 'clock'>,
  wanted: Readonly<Record<string, string>>,
  figure = 'P8',
): Promise<Report> {
  const people = identities(() => engine.gateway().config.web, true, () => 0);
  const session = people.open({ name: 'bench', credential: 'bench', role: 'approver' }, { by: 'this machine' });
  const app = createApp({
    web: {
      gateway: engine.gateway,
      identities: people,
      version: 'bench',
      nudge: () => undefined,
      changes: changesSince(clock.now()),
    },
    hosts: [],
    addressOf: () => '127.0.0.1',
    onBug: (error) => {
      throw error;
    },
    now: () => 0,
  });
  const ask = async (path: string): Promise<string> => {
    const answer = await app.request(path, { headers: { cookie: `pawl_session=${session.id}` } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return text;
  };
  // The stages are counted beside other work when somebody first looks; that is not a page's time.
  while ((await ask('/performance')).includes('being counted')) await sleep(100);
  const contenders = Object.entries(wanted).map(([name, path]) => ({
    name,
    run: async () => void (await ask(path)),
  }));
  const spreads = await race(contenders, runs);
  return Object.fromEntries(
    [...spreads].map(([name, { median, lowest, highest }]) => [
      `${figure}/${name}`,
      {
        ours: rounded(median * 1000),
        peer: null,
        limit: limitMs,
        ratio: rounded((median * 1000) / limitMs),
        unit: 'ms',
        spread: [rounded(lowest * 1000), rounded(highest * 1000)],
        runs,
      },
    ]),
  );
}
