/**
 * Every route of the API, as it is asked, and the other addresses that are no pages. A route without
 * a row fails the test.
 */
import type { AccessRole } from '../../src/config/index.ts';
import { tokenDigestOf } from '../../src/web/index.ts';
import type { Subjects } from './commands.ts';
import { refusedFeed, unclearWords } from './make-desk.ts';

export interface Request {
  readonly role: AccessRole | null;
  readonly path: string;
  readonly body?: object | string;
}

const v1 = '/api/v1';
const reason = 'asked by telephone';
const viewer = (path: string): Request => ({ role: 'viewer', path });

const lists = (path: string, ...queries: readonly string[]): Request[] => [
  viewer(`${v1}${path}`),
  ...queries.map((query) => viewer(`${v1}${path}?${query}`)),
  viewer(`${v1}${path}?limit=0`),
  viewer(`${v1}${path}?cursor=elsewhere`),
  viewer(`${v1}${path}?colour=red`),
];

/** An act: done, refused for the role, and refused for what it says. */
const act = (role: AccessRole, path: string, body: object): Request[] => [
  { role, path: `${v1}${path}`, body },
  { role: 'viewer', path: `${v1}${path}`, body },
  { role: null, path: `${v1}${path}`, body },
  { role, path: `${v1}${path}`, body: { ...body, colour: 'red' } },
  { role, path: `${v1}${path}`, body: '{' },
];

const id = encodeURIComponent;

/** By method and path, as the app names it. Acts come after what is only looked at, in this order. */
export const requestsOf = (known: Subjects): Readonly<Record<string, readonly Request[]>> => ({
  'GET /api/v1/today': [viewer(`${v1}/today`), viewer(`${v1}/today?date=2026-08-05`)],
  'GET /api/v1/me': (['viewer', 'operator', 'approver', null] as const).map((role) => ({
    role,
    path: `${v1}/me`,
  })),
  'GET /api/v1/visits': [
    viewer(`${v1}/visits`),
    viewer(`${v1}/visits?week=2026-08-12&format=csv`),
    viewer(`${v1}/visits?week=soon`),
  ],
  'GET /api/v1/acts': lists(
    '/acts',
    'limit=7',
    'act=decide&limit=7',
    'who=OTTO&from=2026-10-01&to=2026-12-31',
    `mpan=${known.proposed}`,
  ),
  'GET /api/v1/templates/:kind': [
    viewer(`${v1}/templates/visits`),
    viewer(`${v1}/templates/notifications?format=csv`),
    viewer(`${v1}/templates/cakes`),
  ],
  'GET /api/v1/rules/:name': [viewer(`${v1}/rules/not-understood`), viewer(`${v1}/rules/gossip`)],
  'GET /api/v1/audit': [
    viewer(`${v1}/audit`),
    { role: 'approver', path: `${v1}/audit?who=nobody` },
    { role: 'approver', path: `${v1}/audit?who=nobody&format=csv` },
    { role: 'approver', path: `${v1}/audit?cursor=elsewhere` },
  ],
  'GET /api/v1/register': [viewer(`${v1}/register`), viewer(`${v1}/register?format=csv`)],
  'GET /api/v1/register/meter-types': [
    viewer(`${v1}/register/meter-types?model=Prometer+100&cop=5&on=2024-01-12`),
    viewer(`${v1}/register/meter-types?model=Nothing+1&cop=five&on=2024-01-12`),
  ],
  'GET /api/v1/register/protocols': [
    viewer(`${v1}/register/protocols?mpid=SSIL&model=Prometer+100&on=2024-01-12`),
  ],
  'GET /api/v1/capacity-market': [
    viewer(`${v1}/capacity-market`),
    viewer(`${v1}/capacity-market?rule=CP392&format=csv`),
  ],
  'GET /api/v1/capacity-market/rules': [viewer(`${v1}/capacity-market/rules`)],
  'GET /api/v1/health': [viewer(`${v1}/health`), viewer(`${v1}/health?within=0`)],
  'GET /api/v1/config/history': lists('/config/history', 'limit=3'),
  'GET /api/v1/config/history/:id/checks': lists('/config/history/2/checks', 'limit=3'),
  'GET /api/v1/checks': [
    ...lists(
      '/checks',
      'by=due&limit=7',
      'by=due&order=descending&open=true',
      'breached=true&owner=M',
      'owed=true',
      'meterOperator=MO03&state=investigating',
      'open=false',
      `mpan=${known.closedCheck.slice(0, 12)}`,
      'by=colour',
    ),
  ],
  'GET /api/v1/counts/checks': [
    viewer(`${v1}/counts/checks`),
    viewer(`${v1}/counts/checks?late=breached&turn=them`),
    viewer(`${v1}/counts/checks?by=due`),
  ],
  'GET /api/v1/counts/exceptions': [
    viewer(`${v1}/counts/exceptions`),
    viewer(`${v1}/counts/exceptions?code=REPORT_UNCLEAR&late=breached`),
    viewer(`${v1}/counts/exceptions?open=any`),
    viewer(`${v1}/counts/exceptions?by=due`),
  ],
  'GET /api/v1/counts/files': [
    viewer(`${v1}/counts/files`),
    viewer(`${v1}/counts/files?outcome=applied&flow=D0002`),
    viewer(`${v1}/counts/files?by=name`),
  ],
  'GET /api/v1/counts/outbox': [
    viewer(`${v1}/counts/outbox`),
    viewer(`${v1}/counts/outbox?flow=D0142`),
  ],
  'GET /api/v1/counts/audit': [
    viewer(`${v1}/counts/audit`),
    { role: 'approver', path: `${v1}/counts/audit?who=nobody` },
  ],
  'GET /api/v1/counts/acts': [viewer(`${v1}/counts/acts`), viewer(`${v1}/counts/acts?act=decide`)],
  'GET /api/v1/counts/alerts': [
    viewer(`${v1}/counts/alerts`),
    viewer(`${v1}/counts/alerts?kind=BREACHED&retracted=no`),
  ],
  'GET /api/v1/stages': lists(
    '/stages',
    'owner=M&breached=true',
    'owner=X&dueBy=2026-12-01',
    'stage=investigating&order=descending',
    'dueBy=2026-02-30',
  ),
  'GET /api/v1/queue': lists(
    '/queue',
    'limit=7',
    'kind=approval&limit=7',
    'kind=group',
    'meterOperator=MO03&late=breached&by=cause&order=descending&limit=7',
    'words=see+photo',
  ),
  'GET /api/v1/queue/causes': lists('/queue/causes', 'limit=7', 'code=REPORT_UNCLEAR&late=near'),
  'GET /api/v1/queue/words': [
    viewer(`${v1}/queue/words?words=${id(unclearWords)}`),
    viewer(`${v1}/queue/words?words=${id(unclearWords)}&meterOperator=MO03`),
    viewer(`${v1}/queue/words?words=nobody+says+this`),
    viewer(`${v1}/queue/words`),
  ],
  'GET /api/v1/chases': lists('/chases', 'party=MO05', 'limit=1'),
  'GET /api/v1/exceptions': lists(
    '/exceptions',
    'open=true',
    'open=true&limit=500',
    'code=REPORT_UNCLEAR',
    `mpan=${known.unclear}`,
    'code=NONE',
    'open=any&limit=7',
    'sender=mo09&limit=7',
    'by=cause&limit=7',
    'by=meterOperator&order=descending&limit=7',
    'by=since&late=breached&limit=7',
    `words=${id(unclearWords)}&limit=7`,
    'open=no&words=a',
  ),
  'GET /api/v1/exceptions/groups': [
    viewer(`${v1}/exceptions/groups`),
    viewer(`${v1}/exceptions/groups?colour=red`),
  ],
  'GET /api/v1/alerts': lists(
    '/alerts',
    'kind=BREACHED&limit=500',
    'kind=RETRACTED',
    `mpan=${known.openCheck}`,
    'kind=LOUD',
  ),
  'GET /api/v1/alerts/:key': [
    viewer(`${v1}/alerts/${id(known.alertKey)}`),
    viewer(`${v1}/alerts/none`),
  ],
  'GET /api/v1/approvals': lists(
    '/approvals',
    'limit=20',
    'party=MO01&dueBy=2026-11-10',
    `ids=${known.approvable}`,
    'ids=nothing',
  ),
  'GET /api/v1/approvals/preview': [
    viewer(`${v1}/approvals/preview?ids=${known.approvable}`),
    viewer(`${v1}/approvals/preview?party=MO01&dueBy=2026-11-10`),
    viewer(`${v1}/approvals/preview?ids=nothing`),
  ],
  'GET /api/v1/approvals/undoable': lists('/approvals/undoable'),
  'GET /api/v1/proposals': lists('/proposals', 'kind=group'),
  'GET /api/v1/channels': [viewer(`${v1}/channels`), viewer(`${v1}/channels?name=silent`)],
  'GET /api/v1/checks/:mpan': [
    ...points(known).map((mpan) => viewer(`${v1}/checks/${mpan}`)),
    viewer(`${v1}/checks/${known.closedCheck}?asOf=2026-10-05T12:00:00Z`),
    viewer(`${v1}/checks/${known.closedCheck}?asOf=yesterday`),
    viewer(`${v1}/checks/1012044110074`),
    viewer(`${v1}/checks/1012044110075`),
  ],
  'GET /api/v1/checks/:mpan/decision': points(known).map((mpan) =>
    viewer(`${v1}/checks/${mpan}/decision`),
  ),
  'GET /api/v1/checks/:mpan/outlook': [
    ...points(known).map((mpan) => viewer(`${v1}/checks/${mpan}/outlook`)),
    viewer(`${v1}/checks/${known.openCheck}/outlook?until=2027-01-05`),
    viewer(`${v1}/checks/${known.openCheck}/outlook?until=2020-01-05`),
  ],
  'GET /api/v1/checks/:mpan/stages': [
    ...points(known).map((mpan) => viewer(`${v1}/checks/${mpan}/stages`)),
    viewer(`${v1}/checks/1012044110074/stages`),
  ],
  'GET /api/v1/checks/:mpan/events': [
    ...points(known).map((mpan) => viewer(`${v1}/checks/${mpan}/events`)),
    viewer(`${v1}/checks/${known.closedCheck}/events?cursor=elsewhere`),
  ],
  'GET /api/v1/files': lists(
    '/files',
    ...['applied', 'partly-applied', 'duplicate', 'rejected', 'set-aside', 'not-ours'].map(
      (outcome) => `outcome=${outcome}&limit=20`,
    ),
    'from=2026-10-01&to=2026-10-05',
    'outcome=lost',
  ),
  'GET /api/v1/files/:id': [
    ...['1', '2', '3', '40', '60', '500', '900'].map((one) => viewer(`${v1}/files/${one}`)),
    viewer(`${v1}/files/999999`),
    viewer(`${v1}/files/first`),
  ],
  'GET /api/v1/files/:id/content': [
    viewer(`${v1}/files/${known.rejectedId}/content`),
    { role: 'operator', path: `${v1}/files/${known.rejectedId}/content` },
  ],
  'GET /api/v1/decisions': [
    viewer(`${v1}/decisions`),
    { role: 'operator', path: `${v1}/decisions?limit=3` },
    { role: 'operator', path: `${v1}/decisions?limit=3&format=csv` },
  ],
  'GET /api/v1/files/:id/lines': [
    ...['1', '2', '40'].map((one) => viewer(`${v1}/files/${one}/lines`)),
    viewer(`${v1}/files/1/lines?line=150`),
    viewer(`${v1}/files/999999/lines`),
  ],
  'GET /api/v1/outbox': lists('/outbox'),
  'GET /api/v1/outbox/:name': [
    viewer(`${v1}/outbox/${known.sentName}`),
    viewer(`${v1}/outbox/none`),
  ],
  'GET /api/v1/outbox/:name/lines': [viewer(`${v1}/outbox/${known.sentName}/lines`)],
  'GET /api/v1/findings': lists(
    '/findings',
    'severity=reject',
    'code=MPAN_CHECK_DIGIT_WRONG',
    'code=NONE',
  ),
  'GET /api/v1/reports/:name': [
    ...['breaches', 'deadlines', 'performance', 'orphans', 'exceptions'].map((name) =>
      viewer(`${v1}/reports/${name}`),
    ),
    viewer(`${v1}/reports/performance?from=2026-10-01&to=2026-10-31`),
    viewer(`${v1}/reports/performance?format=csv`),
    viewer(`${v1}/reports/gossip`),
    viewer(`${v1}/reports/breaches?from=2026-08-05&to=2026-08-01`),
  ],
  'GET /api/v1/performance': [
    viewer(`${v1}/performance`),
    viewer(`${v1}/performance?party=MO03&from=2026-10-01`),
    viewer(`${v1}/performance?format=csv`),
  ],
  'GET /api/v1/compare': [
    viewer(`${v1}/compare?checks=10&sensitivity=1`),
    viewer(`${v1}/compare?checks=80000`),
  ],
  'GET /api/v1/forecast': [
    viewer(`${v1}/forecast`),
    viewer(`${v1}/forecast?party=MO03&seed=7`),
    viewer(`${v1}/forecast?format=csv`),
    viewer(`${v1}/forecast?to=2040-01-01`),
  ],
  'GET /api/v1/calendar': [viewer(`${v1}/calendar`), viewer(`${v1}/calendar?year=2026`)],
  'GET /api/v1/calendar/days': [
    viewer(`${v1}/calendar/days`),
    viewer(`${v1}/calendar/days?from=2026-10-01&to=2026-10-31`),
  ],
  'GET /api/v1/calendar/due': [
    viewer(`${v1}/calendar/due?start=2026-12-18`),
    viewer(`${v1}/calendar/due?start=2026-12-18T17:30&cutoff=17:00&calendar=scotland`),
    viewer(`${v1}/calendar/due`),
    viewer(`${v1}/calendar/due?start=2029-01-02`),
  ],
  'GET /api/v1/calendar/undo': [
    { role: 'approver', path: `${v1}/calendar/undo` },
    viewer(`${v1}/calendar/undo`),
  ],
  'GET /api/v1/calendar/accept': [
    { role: 'approver', path: `${v1}/calendar/accept?feed=${refusedFeed.name}` },
    { role: 'approver', path: `${v1}/calendar/accept?feed=none.json` },
    viewer(`${v1}/calendar/accept?feed=${refusedFeed.name}`),
  ],
  'GET /api/v1/reference': [
    viewer(`${v1}/reference`),
    viewer(`${v1}/reference?letter=q&mpid=AMEX&on=2026-01-01`),
    viewer(`${v1}/reference?letter=*`),
  ],
  'GET /api/v1/reference/merges': lists('/reference/merges', 'limit=1'),
  'GET /api/v1/reference/teach': [
    { role: 'approver', path: `${v1}/reference/teach?letter=Y&role=AMVLP` },
    { role: 'approver', path: `${v1}/reference/teach?letter=Y&role=Plumber` },
    viewer(`${v1}/reference/teach?letter=Y&role=AMVLP`),
  ],
  'GET /api/v1/reference/undo': [
    { role: 'approver', path: `${v1}/reference/undo?number=1` },
    { role: 'approver', path: `${v1}/reference/undo?number=9` },
    viewer(`${v1}/reference/undo?number=1`),
  ],
  'GET /api/v1/calendar/waiting': (['viewer', 'approver', null] as const).map((role) => ({
    role,
    path: `${v1}/calendar/waiting`,
  })),
  'GET /api/v1/search': [
    viewer(`${v1}/search?mpan=${known.closedCheck}`),
    viewer(`${v1}/search?party=MOPX&from=2026-06-01&to=2026-06-30`),
    viewer(`${v1}/search?file=RQ0010001`),
    viewer(`${v1}/search?party=MO03&kind=alert&limit=500`),
    viewer(`${v1}/search?mpan=${known.closedCheck}&format=csv`),
    viewer(`${v1}/search`),
  ],
  'GET /api/v1/changes': [viewer(`${v1}/changes`)],
  'GET /openapi.json': [viewer('/openapi.json'), { role: null, path: '/openapi.json' }],
  'GET /performance.csv': [viewer('/performance.csv')],
  'GET /forecast.csv': [viewer('/forecast.csv')],
  'GET /chases/:party/overdue.csv': [
    viewer('/chases/MO01/overdue.csv'),
    viewer('/chases/NONE/overdue.csv'),
  ],
  'GET /chases/:party/message.txt': [
    viewer('/chases/MO01/message.txt'),
    viewer('/chases/NONE/message.txt'),
  ],
  'POST /api/v1/checks/:mpan/decide': [
    ...act('operator', `/checks/${known.decidable}/decide`, { decision: 'hasNot', reason }),
    ...act('operator', `/checks/${known.decidable}/decide`, { decision: 'has', reason }).slice(
      0,
      1,
    ),
    ...act('operator', '/checks/1012044110074/decide', { decision: 'has', reason }).slice(0, 1),
  ],
  'POST /api/v1/queue/words': [
    ...act('operator', '/queue/words', { words: unclearWords, decision: 'hasNot', reason }),
    ...act('operator', '/queue/words', {
      words: unclearWords,
      decision: 'hasNot',
      seen: [`${known.unclear}@1`],
      reason,
    }).slice(0, 1),
  ],
  'POST /api/v1/checks/:mpan/cancel': act('operator', `/checks/${known.cancellable}/cancel`, {
    reason,
  }),
  'POST /api/v1/exceptions/:id/resolve': [
    ...act('operator', `/exceptions/${id(known.orphanItem)}/resolve`, { verb: 'dismiss', reason }),
    ...act('operator', `/exceptions/${id('RESPONSE_WITHOUT_REQUEST:MO09')}/resolve`, {
      verb: 'dismiss',
      reason,
    }).slice(0, 1),
    ...act('operator', '/exceptions/none/resolve', { verb: 'accept', reason }).slice(0, 1),
  ],
  'GET /api/v1/exceptions/:id/resolve': [
    viewer(`${v1}/exceptions/${id('RESPONSE_WITHOUT_REQUEST:MO09')}/resolve`),
    viewer(`${v1}/exceptions/${id(known.orphanItem)}/resolve`),
    viewer(`${v1}/exceptions/none/resolve`),
  ],
  'GET /api/v1/exceptions/:id/dismissal': [
    viewer(`${v1}/exceptions/${id('RESPONSE_WITHOUT_REQUEST:MO09')}/dismissal`),
    viewer(`${v1}/exceptions/none/dismissal`),
  ],
  'POST /api/v1/exceptions/:id/take-back': [
    ...act('operator', `/exceptions/${id('RESPONSE_WITHOUT_REQUEST:MO09')}/take-back`, { reason }),
    ...act('operator', '/exceptions/none/take-back', { reason }).slice(0, 1),
  ],
  'POST /api/v1/approvals': [
    ...act('approver', '/approvals', { ids: [known.approvable], reason }),
    ...act('approver', '/approvals', { party: 'MO04', dueBy: '2026-11-10' }).slice(0, 1),
    ...act('approver', '/approvals', { ids: ['nothing'] }).slice(0, 1),
    ...act('approver', '/approvals', { reason }).slice(0, 1),
  ],
  'POST /api/v1/approvals/undo': act('approver', '/approvals/undo', { all: true, reason }),
  'POST /api/v1/checks/:mpan/take-back': [
    ...act('approver', `/checks/${known.decidable}/take-back`, { reason }),
    ...act('approver', `/checks/${known.decidable}/take-back`, { revision: 1, reason }).slice(0, 1),
  ],
  'GET /api/v1/claims': [viewer(`${v1}/claims`)],
  'GET /api/v1/since': [
    viewer(`${v1}/since`),
    viewer(`${v1}/since?what=breached&limit=3`),
    viewer(`${v1}/since?what=came&limit=3&from=2026-10-06T00:00:00Z`),
  ],
  'GET /api/v1/views': [viewer(`${v1}/views`)],
  'POST /api/v1/views': act('operator', '/views', {
    name: 'Late',
    list: 'checks',
    query: 'late=breached',
    shared: 'yes',
  }),
  'POST /api/v1/views/drop': act('operator', '/views/drop', { name: 'Late' }),
  'GET /api/v1/checks/:mpan/team': [viewer(`${v1}/checks/${known.openCheck}/team`)],
  'GET /api/v1/chases/:party/calls': [viewer(`${v1}/chases/MO01/calls`)],
  'POST /api/v1/chases/:party/calls': act('operator', '/chases/MO01/calls', {
    mpans: [known.decidable],
    whom: 'scheduling',
    said: 'on Friday',
  }),
  'POST /api/v1/claims': act('operator', '/claims', { mpans: [known.decidable] }),
  'POST /api/v1/checks/:mpan/hand-over': act('operator', `/checks/${known.decidable}/hand-over`, {
    to: 'nobody',
    reason,
  }),
  'POST /api/v1/checks/:mpan/release': act('operator', `/checks/${known.decidable}/release`, {}),
  'POST /api/v1/checks/:mpan/notes': act('operator', `/checks/${known.decidable}/notes`, {
    text: 'the landlord has the key',
  }),
  'POST /api/v1/checks/:mpan/calls': act('operator', `/checks/${known.decidable}/calls`, {
    whom: 'scheduling',
    said: 'on Friday',
  }),
  'POST /api/v1/channels/:channel/retry': act('operator', '/channels/silent/retry', { reason }),
  'POST /api/v1/files/requeue': act('operator', '/files/requeue', { files: ['nothing.usr'] }),
  'POST /api/v1/files/resubmit': act('operator', '/files/resubmit', {
    file: 'nothing.usr',
    reason,
  }),
  'POST /api/v1/files': [
    viewer(`${v1}/files?name=brought.csv`),
    { role: 'operator', path: `${v1}/files`, body: 'mpan' },
  ],
  'POST /api/v1/decisions': act('operator', '/decisions', {
    csv: `mpan,decision,reason\n${known.unclear},hasNot,seen\n1012044110074,has,unknown\n`,
    dryRun: true,
  }),
  'POST /api/v1/files/:id/requeue': [
    ...act('operator', `/files/${known.rejectedId}/requeue`, {}),
    ...act('operator', '/files/999999/requeue', {}).slice(0, 1),
  ],
  'POST /api/v1/files/:id/resubmit': [
    ...act('operator', `/files/${known.appliedId}/resubmit`, { reason }),
    ...act('operator', `/files/${known.appliedId}/resubmit`, { line: 0, reason }).slice(0, 1),
  ],
  'POST /api/v1/outbox/:name/resubmit': [
    ...act('operator', `/outbox/${known.sentName}/resubmit`, { reason }),
    ...act('operator', '/outbox/none/resubmit', { reason }).slice(0, 1),
  ],
  'POST /api/v1/reference/teach': act('approver', '/reference/teach', {
    letter: 'Y',
    role: 'AMVLP',
    reason,
  }),
  'POST /api/v1/reference/undo': act('approver', '/reference/undo', { number: 1, reason }),
  'POST /api/v1/calendar/undo': act('approver', '/calendar/undo', { reason }),
  'POST /api/v1/calendar/accept': act('approver', '/calendar/accept', {
    feed: refusedFeed.name,
    sha256: tokenDigestOf(refusedFeed.text),
    reason,
  }),
});

const points = (known: Subjects): string[] => [
  known.openCheck,
  known.closedCheck,
  known.unclear,
  known.purged,
  known.erased,
  known.held,
];
