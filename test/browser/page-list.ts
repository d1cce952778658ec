/**
 * Which pages there are, read from the routes of the app, and at which addresses each is looked at.
 * A page without a row here fails the tests, so that none is forgotten.
 */
import { readFileSync } from 'node:fs';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { approve } from '../../src/gateway/index.ts';
import { createApp } from '../../src/web/app.ts';
import { identities } from '../../src/web/identity.ts';
import { changesSince } from '../../src/web/index.ts';
import {
  feedOf,
  mpanOf,
  notificationFile,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { type Desk, deskDay, openDesk } from './desk.ts';

const m = demonstrationMpans;

/** An MPAN of whose check a report says what a browser would run if a page put it there as it is. */
const hostile = mpanOf(1);
const hostileWords = '</code><script>alert(1)</script>"><img src=x onerror=alert(2)>';

const story = '../../samples/capacity-market-before-and-after-cp392/';
const components = new URL(`${story}cm-components-2026-09.csv`, import.meta.url);

/** The demonstration with something in every list, and free text that means harm. */
export async function fullDesk(): Promise<Desk> {
  const desk = await openDesk({
    more: {
      'inbox/hostile-1.usr': notificationFile('LD01', [hostile]),
      'sent/hostile-2.usr': requestFile('SU01', [hostile]),
      'inbox/hostile-3.usr': reportFile('MO01', [hostile], hostileWords, '20260812100000'),
      'calendar/new.json': feedOf(2026, ['2026-11-30']),
      'calendar/less.json': feedOf(2026, []).replace('2026-12-28', '2026-12-25'),
      'reference/own.csv': 'letter,role,from,reason\nQ,SMEM,2026-08-01,as they told us\n',
      'inbox/cm-components.csv': readFileSync(components, 'utf8'),
      'inbox/decisions.csv': `mpan,decision,reason\n${m.unclear},hasNot,"${hostileWords.replaceAll('"', '""')}"\n${mpanOf(98)},has,unknown\n1,has,torn\n`,
      'inbox/torn.csv': 'mpan,notifiedOn,source,reference\r\n1,2026-08-03,"torn',
    },
  });
  const written = desk.passed((pass) => pass.written.length > 0);
  await approve(desk.gateway, { ids: [m.toInvestigate] }, { who: 'Anna', reason: '' });
  desk.nudge();
  await written;
  return desk;
}

/** A file of each kind: a flow, one that was refused, rows, torn rows, and one that means harm. */
const filesLookedAt = /DEMO0000(31|29)|^notifications|^torn|^hostile-3/;

type Addresses = (desk: Desk) => Promise<readonly string[]> | readonly string[];

/** By the path of the route. */
export const addressesOf: Readonly<Record<string, Addresses>> = {
  '/': () => ['/'],
  '/sign-in': () => ['/sign-in'],
  '/checks': () => [
    '/checks',
    '/checks?late=breached&turn=them',
    '/checks?owed=yes&by=mpan&order=descending',
    '/checks?q=1299',
    '/checks?by=stage&columns=stands,stage,supplier,meterOperator,profile,closed',
    '/checks?did=approved&sent=2&own=1',
  ],
  '/checks/:mpan': () => [
    ...[m.overdue, m.unclear, m.toReplace, m.replacedInTime, m.justNotified, hostile].map(
      (mpan) => `/checks/${mpan}`,
    ),
    `/checks/${m.overdue}?asOf=2026-08-03`,
  ],
  '/approvals': () => ['/approvals'],
  '/capacity-market': () => ['/capacity-market', '/capacity-market?rule=CP392'],
  '/exceptions': () => ['/exceptions', '/exceptions?code=REPORT_UNCLEAR'],
  '/exceptions/words': () => [
    '/exceptions/words?words=unable+to+confirm+if+backstop+fitted,+please+advise',
  ],
  '/chases/:party': () => ['/chases/MOPY', '/chases/MOPX'],
  '/files': () => ['/files', '/files?outcome=rejected', '/files?name=nothing'],
  '/files/:id': async ({ gateway }) => {
    const receipts = await gateway.store.receipts();
    return receipts.filter(({ name }) => filesLookedAt.test(name)).map(({ id }) => `/files/${id}`);
  },
  '/files/named/:name': () => ['/files/named/hostile-3.usr?line=3'],
  '/templates': () => ['/templates'],
  '/rules/:name': () => ['/rules/not-understood', '/rules/neutral', '/rules/meter-exchanged'],
  '/upload': () => ['/upload'],
  '/files/:id/decisions': async ({ gateway }) => {
    const dropped = (await gateway.store.receipts()).find(({ name }) => name === 'decisions.csv');
    return [`/files/${dropped?.id ?? 0}/decisions`];
  },
  '/files/:id/refused': () => [],
  '/outbox': () => ['/outbox'],
  '/outbox/:name': async ({ gateway }) =>
    (await gateway.store.outbox()).map(({ name }) => `/outbox/${name}`),
  '/performance': () => ['/performance', '/performance?party=MOPY'],
  '/compare': () => ['/compare?checks=10&sensitivity=1'],
  '/forecast': () => ['/forecast', '/forecast?party=MOPY', '/forecast?to=2027-06-30'],
  '/calendar': () => ['/calendar'],
  '/calendar/undo': () => ['/calendar/undo'],
  '/calendar/accept': () => ['/calendar/accept?feed=less.json'],
  '/reference': () => ['/reference', '/reference?letter=S&mpid=MOPX'],
  '/reference/teach': () => ['/reference/teach', '/reference/teach?letter=Y&role=AMVLP'],
  '/reference/undo': () => ['/reference/undo?number=1'],
  '/find': () => ['/find', '/find?q=a', '/find?q=nothing', '/find?q=mopy', '/find?q=usr'],
  '/audit': () => ['/audit', '/audit?who=nobody'],
  '/team': () => ['/team', '/team?what=breached', '/team?what=came'],
  '/visits': () => ['/visits'],
  '/acts': () => ['/acts', '/acts?act=approve'],
  '/settings': () => ['/settings'],
  '/catalogue': () => ['/catalogue'],
  '/catalogue/:flow': () => ['D0002', 'D0150', 'D0142'].map((flow) => `/catalogue/${flow}`),
  '/api': () => ['/api'],
};

/** Where a provider leads back to is no place that anybody goes: it leads on at once. */
const isPage = (path: string): boolean =>
  !/[*]|^\/(api\/|openapi\.json$|assets\/|sign-in\/return$)|\.(txt|csv|ics)$/.test(path);

/** The paths of all pages: what answers a GET and is no data, no text to be fetched and no asset. */
export function pagePaths(): string[] {
  const nobody = {
    tokens: [],
    openOnLoopback: false,
    signIn: null,
    sessionHours: 1,
    sessionLifeHours: 24,
  };
  const { routes } = createApp({
    web: {
      gateway: () => {
        throw new Error('no page is asked for here');
      },
      identities: identities(() => nobody, false, Date.now),
      version: '',
      nudge: () => undefined,
      changes: changesSince(deskDay),
    },
    hosts: [],
    addressOf: () => '',
    onBug: () => undefined,
    now: Date.now,
  });
  const asked = routes.filter(({ method, path }) => method === 'GET' && isPage(path));
  // What a parameter may look like is no part of its name.
  return [...new Set(asked.map(({ path }) => path.replace(/\{.*\}/, '')))].sort();
}
