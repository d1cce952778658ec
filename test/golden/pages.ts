/**
 * Every page, and at which addresses it is looked at; every form, and how it is sent. A page or form
 * without a row fails the test.
 */
import type { AccessRole } from '../../src/config/index.ts';
import { tokenDigestOf } from '../../src/web/index.ts';
import type { Subjects } from './commands.ts';
import { refusedFeed, unclearWords } from './make-desk.ts';

export interface Visit {
  readonly role: AccessRole | null;
  readonly path: string;
}

const visits = (...paths: readonly string[]): Visit[] =>
  paths.map((path) => ({ role: 'approver', path }));
const asViewer = (path: string): Visit => ({ role: 'viewer', path });

const wordsAddress = `/exceptions/words?words=${encodeURIComponent(unclearWords)}`;

/** By the path of the route, without what a parameter may look like. */
export const visitsOf = (known: Subjects): Readonly<Record<string, readonly Visit[]>> => ({
  '/': [...visits('/'), asViewer('/')],
  '/sign-in': [{ role: null, path: '/sign-in' }],
  '/sign-in/return': [{ role: null, path: '/sign-in/return?code=x&state=y' }],
  '/checks': [
    ...visits(
      '/checks',
      '/checks?late=breached&turn=them',
      '/checks?owed=yes&by=mpan&order=descending',
      '/checks?q=1299',
      '/checks?by=waits&turn=them&columns=due,supplier,profile',
      `/checks?q=${known.closedCheck}`,
      '/checks?did=approved&sent=2&own=1',
    ),
    asViewer('/checks?owed=yes'),
  ],
  '/checks/:mpan': [
    ...visits(
      ...[
        known.openCheck,
        known.closedCheck,
        known.unclear,
        known.purged,
        known.erased,
        known.held,
        known.proposed,
        known.approvable.slice(0, 13),
      ].map((mpan) => `/checks/${mpan}`),
      `/checks/${known.closedCheck}?asOf=2026-10-05`,
      `/checks/${known.unclear}?in=code%3DREPORT_UNCLEAR&place=x`,
      '/checks/1012044110074',
      '/checks/nothing',
    ),
    asViewer(`/checks/${known.unclear}`),
  ],
  '/approvals': visits('/approvals'),
  '/capacity-market': visits('/capacity-market', '/capacity-market?rule=pre-CP392'),
  '/exceptions': [
    ...visits(
      '/exceptions',
      '/exceptions?code=REPORT_UNCLEAR',
      '/exceptions?code=LATE_CLAIM',
      '/exceptions?by=cause&late=breached',
      '/exceptions?did=decidedMany&decided=46&own=1',
    ),
    asViewer('/exceptions'),
  ],
  '/exceptions/words': [
    ...visits(wordsAddress, '/exceptions/words?words=nobody+says+this'),
    asViewer(wordsAddress),
  ],
  '/chases/:party': visits('/chases/MO01', '/chases/MO05', '/chases/NONE'),
  '/files': visits('/files', '/files?outcome=rejected', '/files?name=crowd-20261005'),
  '/files/:id': visits(
    ...[known.rejectedId, known.appliedId, known.setAsideId, known.rowsId, '1'].map(
      (id) => `/files/${id}`,
    ),
    '/files/999999',
  ),
  '/files/named/:name': visits(`/files/named/${known.appliedName}?line=3`, '/files/named/none'),
  '/upload': [...visits('/upload'), asViewer('/upload')],
  '/files/:id/decisions': visits(`/files/${known.rejectedId}/decisions`),
  '/files/:id/refused': [asViewer(`/files/${known.rejectedId}/refused`)],
  '/templates': visits('/templates'),
  '/rules/:name': visits('/rules/not-understood', '/rules/doubted', '/rules/gossip'),
  '/outbox': visits('/outbox'),
  '/outbox/:name': visits(`/outbox/${known.sentName}`, '/outbox/none'),
  '/performance': visits('/performance', '/performance?party=MO03'),
  '/compare': visits('/compare?checks=10&sensitivity=1'),
  '/forecast': visits('/forecast', '/forecast?party=MO03', '/forecast?to=2020-01-01'),
  '/calendar': visits('/calendar', '/calendar?month=2026-12'),
  '/calendar/undo': [...visits('/calendar/undo'), asViewer('/calendar/undo')],
  '/calendar/accept': [
    ...visits(`/calendar/accept?feed=${refusedFeed.name}`, '/calendar/accept?feed=none.json'),
    asViewer(`/calendar/accept?feed=${refusedFeed.name}`),
  ],
  '/reference': [...visits('/reference', '/reference?letter=Q&mpid=AMEX'), asViewer('/reference')],
  '/reference/teach': [
    ...visits('/reference/teach', '/reference/teach?letter=Y&role=AMVLP'),
    asViewer('/reference/teach'),
  ],
  '/reference/undo': visits('/reference/undo?number=1', '/reference/undo?number=9'),
  '/find': [
    ...visits('/find', '/find?q=crowd-2026', '/find?q=crowd+nothing', '/find?q=a', '/find?q=%25'),
    asViewer(`/find?q=${known.openCheck.slice(0, 11)}`),
  ],
  '/audit': [...visits('/audit?who=nobody'), asViewer('/audit')],
  '/team': [...visits('/team', '/team?what=breached', '/team?what=came'), asViewer('/team')],
  '/visits': [...visits('/visits'), asViewer('/visits?week=2026-08-12')],
  '/acts': visits('/acts', '/acts?act=decide', '/acts?who=nobody'),
  '/settings': [...visits('/settings'), asViewer('/settings')],
  '/catalogue': visits('/catalogue'),
  '/catalogue/:flow': visits('/catalogue/D0002', '/catalogue/D0150', '/catalogue/none'),
  '/api': visits('/api'),
});

const reason = 'asked by telephone';

/** By the path of the route: sent by somebody who may, and by a viewer. */
export const formsOf = (
  known: Subjects,
): Readonly<
  Record<string, { readonly path: string; readonly fields: Record<string, string> }>
> => ({
  '/checks/:mpan/decide': {
    path: `/checks/${known.decidable}/decide`,
    fields: { decision: 'hasNot', reason },
  },
  '/checks/:mpan/cancel': { path: `/checks/${known.cancellable}/cancel`, fields: { reason } },
  '/checks/:mpan/resolve': {
    path: `/checks/${known.unclear}/resolve`,
    fields: { id: known.orphanItem, verb: 'dismiss', reason },
  },
  '/exceptions/dismiss': {
    path: '/exceptions/dismiss',
    fields: { id: 'RESPONSE_WITHOUT_REQUEST:MO09', reason },
  },
  '/exceptions/take-back': {
    path: '/exceptions/take-back',
    fields: { id: 'RESPONSE_WITHOUT_REQUEST:MO09', reason },
  },
  '/exceptions/words': {
    path: '/exceptions/words',
    fields: { words: unclearWords, decision: 'hasNot', reason },
  },
  '/checks/:mpan/take-back': {
    path: `/checks/${known.decidable}/take-back`,
    fields: { reason },
  },
  '/views': {
    path: '/views',
    fields: { name: 'Late', list: 'checks', query: 'late=breached', shared: 'yes' },
  },
  '/views/drop': { path: '/views/drop', fields: { name: 'Late' } },
  '/chases/:party/calls': {
    path: '/chases/MO01/calls',
    fields: { mpans: known.decidable, whom: 'scheduling', said: 'on Friday' },
  },
  '/checks/claim': { path: '/checks/claim', fields: { mpans: known.decidable } },
  '/checks/:mpan/claim': { path: `/checks/${known.decidable}/claim`, fields: {} },
  '/checks/:mpan/hand-over': {
    path: `/checks/${known.decidable}/hand-over`,
    fields: { to: 'anna', reason },
  },
  '/checks/:mpan/release': { path: `/checks/${known.decidable}/release`, fields: {} },
  '/checks/:mpan/notes': {
    path: `/checks/${known.decidable}/notes`,
    fields: { text: 'the landlord has the key' },
  },
  '/checks/:mpan/calls': {
    path: `/checks/${known.decidable}/calls`,
    fields: { party: 'MO01', whom: 'scheduling', said: 'on Friday' },
  },
  '/checks/approve/preview': { path: '/checks/approve/preview', fields: { ids: known.approvable } },
  '/checks/undo': { path: '/checks/undo', fields: { approvedBy: 'anna', reason } },
  '/checks/approve': { path: '/checks/approve', fields: { id: known.approvable, reason } },
  '/upload': { path: '/upload', fields: { reason } },
  '/decisions': {
    path: '/decisions',
    fields: { csv: 'mpan,decision,reason\n1012044110074,has,unknown\n' },
  },
  '/files/:id/again': { path: `/files/${known.appliedId}/again`, fields: { reason } },
  '/outbox/:name/again': { path: `/outbox/${known.sentName}/again`, fields: { reason } },
  '/calendar/undo': { path: '/calendar/undo', fields: { reason } },
  '/calendar/accept': {
    path: '/calendar/accept',
    fields: { feed: refusedFeed.name, sha256: tokenDigestOf(refusedFeed.text), reason },
  },
  '/reference/teach': {
    path: '/reference/teach',
    fields: { letter: 'Y', role: 'AMVLP', from: '2026-01-01', reason },
  },
  '/reference/undo': { path: '/reference/undo', fields: { number: '1', reason } },
  '/sign-in': { path: '/sign-in', fields: { token: 'pawl_of_nobody' } },
  '/sign-in/begin': { path: '/sign-in/begin', fields: { to: '/checks' } },
  '/sign-out': { path: '/sign-out', fields: {} },
});
