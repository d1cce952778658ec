/**
 * Every route of the API, asked well and asked wrongly. A route without a row fails the tests, so
 * that none goes untried.
 */
import { hash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessRole } from '../../src/config/index.ts';
import { approve } from '../../src/gateway/index.ts';
import { header } from '../support/cm-components.ts';
import { feedOf, mpanOf, reportFile } from '../support/flow-files.ts';
import { unitOfWork } from '../../src/store/index.ts';
import { mpans, type WebDesk } from './desk.ts';

export interface Row {
  readonly role: AccessRole;
  /** An address that is answered, and the body that goes with it. */
  readonly good: (desk: WebDesk) => Promise<string> | string;
  readonly body?: Record<string, unknown>;
  /** Requests that are answered with a problem: status, code, address, body. */
  readonly bad: readonly (readonly [
    number,
    string,
    ((desk: WebDesk) => Promise<string> | string) | string,
    unknown?,
  ])[];
}

const v1 = '/api/v1';
const unknown = `${v1}/checks/1012044110074`;
const noMpan = `${v1}/checks/1012044110075`;
const reason = 'asked by telephone';

async function exceptionPath(desk: WebDesk, code = 'REPORT_UNCLEAR'): Promise<string> {
  const open = await desk.gateway.store.exceptions({ open: true });
  const item = open.find((one) => one.code === code);
  return `${v1}/exceptions/${encodeURIComponent(item!.id)}/resolve`;
}

/** An answer for which no request is known: an item that can be dismissed. */
async function orphanPath(desk: WebDesk): Promise<string> {
  await desk.take('orphan.usr', reportFile('R1', [mpanOf(1)], 'NO BACKSTOP FITTED'));
  return exceptionPath(desk, 'RESPONSE_WITHOUT_REQUEST');
}

async function filePath(desk: WebDesk, outcome: string, act = ''): Promise<string> {
  const found = (await desk.gateway.store.receipts()).find((one) => one.outcome === outcome);
  return `${v1}/files/${found!.id}${act}`;
}

async function alertPath({ gateway }: WebDesk): Promise<string> {
  const [alert] = await gateway.store.alertsOf(mpans.overdue);
  return `${v1}/alerts/${encodeURIComponent(alert!.key)}`;
}

/** A file that was sent and taken away from outbox/. */
async function sentPath(desk: WebDesk): Promise<string> {
  await desk.as('approver', `${v1}/approvals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ all: true }),
  });
  await desk.pass();
  const [file] = await desk.gateway.store.outbox();
  rmSync(join(desk.workspace, 'outbox', file!.name), { force: true });
  return `${v1}/outbox/${file!.name}/resubmit`;
}

/** With a channel that has given up on an alert. */
async function givenUp({ gateway }: WebDesk): Promise<string> {
  const { store, config, clock } = gateway;
  const url = 'https://alerts.supplier.example/';
  const settings = { kind: 'webhook', format: 'pawl', timeoutMs: 1_000, allowHttp: false } as const;
  config.channels['ear'] = { ...settings, url } as unknown as (typeof config.channels)[string];
  const [alert] = await store.alertsOf(mpans.overdue);
  const now = clock.now();
  const deliveries = [{ alert: alert!.key, channel: 'ear', dueAt: now }];
  await store.commit(unitOfWork(now, { deliveries }));
  const due = await store.deliveriesDue('ear', now, 9);
  const failed = due.map(({ id }) => ({ id, outcome: 'givenUp', error: 'HTTP 400' }) as const);
  await store.markAttempted(failed, now);
  return `${v1}/channels/ear/retry`;
}

/** With a feed that can be taken back. */
async function mergedFeed(desk: WebDesk): Promise<string> {
  desk.drop('calendar/new.json', feedOf(2026, ['2026-08-12']));
  await desk.pass();
  return `${v1}/calendar/undo`;
}

/** With a feed that was refused; its digest is that of what is written here. */
const refusedText = feedOf(2026, []).replace('2026-12-28', '2026-12-25');
const refusedBody = {
  feed: 'less.json',
  sha256: hash('sha256', refusedText),
  reason,
};
async function refusedFeed(desk: WebDesk): Promise<string> {
  desk.drop('calendar/less.json', refusedText);
  await desk.pass();
  return `${v1}/calendar/accept`;
}

/** With reference data that can be taken back. */
async function mergedReference(desk: WebDesk): Promise<string> {
  desk.drop('reference/own.csv', 'letter,role,reason\nQ,SMEM,as they told us\n');
  await desk.pass();
  return `${v1}/reference/undo`;
}

/** With a register that cannot be read. */
const brokenRegister =
  (path: string) =>
  (desk: WebDesk): string => {
    mkdirSync(join(desk.workspace, 'approvals'), { recursive: true });
    writeFileSync(join(desk.workspace, 'approvals', 'compliance.csv'), 'no,header\n');
    return `${v1}/${path}`;
  };

const badList = (path: string): Row['bad'] => [
  [400, 'BAD_REQUEST', `${path}?limit=0`],
  [400, 'BAD_REQUEST', `${path}?limit=many`],
  [400, 'BAD_REQUEST', `${path}?limit=1&limit=2`],
  [400, 'BAD_REQUEST', `${path}?colour=red`],
  [400, 'BAD_REQUEST', `${path}?cursor=elsewhere`],
];

const badPoint = (rest: string): Row['bad'] => [
  [404, 'NOT_FOUND', `${unknown}${rest}`],
  [400, 'BAD_REQUEST', `${noMpan}${rest}`],
  [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}${rest}?asOf=yesterday`],
  [404, 'NOT_FOUND', `${v1}/checks/${mpans.overdue}${rest}?asOf=2020-01-01T00:00:00Z`],
];

const badActs = (path: string, body: Record<string, unknown>): Row['bad'] => [
  [400, 'BAD_REQUEST', path, '{'],
  [400, 'BAD_REQUEST', path, { ...body, reason: '  ' }],
  [400, 'BAD_REQUEST', path, { ...body, colour: 'red' }],
  [400, 'BAD_REQUEST', path, []],
];

const decideOf = (mpan: string): string => `${v1}/checks/${mpan}/decide`;
const cancelOf = (mpan: string): string => `${v1}/checks/${mpan}/cancel`;

export const rows: Readonly<Record<string, Row>> = {
  'GET /api/v1/today': {
    role: 'viewer',
    good: () => `${v1}/today`,
    bad: [[400, 'BAD_REQUEST', `${v1}/today?date=2026-08-05`]],
  },
  'GET /api/v1/me': {
    role: 'viewer',
    good: () => `${v1}/me`,
    bad: [[400, 'BAD_REQUEST', `${v1}/me?who=else`]],
  },
  'GET /api/v1/visits': {
    role: 'viewer',
    good: () => `${v1}/visits?week=2026-08-12`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/visits?week=soon`],
      [400, 'BAD_REQUEST', `${v1}/visits?day=2026-08-12`],
    ],
  },
  'GET /api/v1/acts': {
    role: 'viewer',
    good: () => `${v1}/acts?who=anna`,
    bad: [
      ...badList(`${v1}/acts`),
      [400, 'BAD_REQUEST', `${v1}/acts?act=whistle`],
      [400, 'BAD_REQUEST', `${v1}/acts?from=yesterday`],
    ],
  },
  'GET /api/v1/templates/:kind': {
    role: 'viewer',
    good: () => `${v1}/templates/visits`,
    bad: [[400, 'BAD_REQUEST', `${v1}/templates/cakes`]],
  },
  'GET /api/v1/rules/:name': {
    role: 'viewer',
    good: () => `${v1}/rules/not-understood`,
    bad: [[400, 'BAD_REQUEST', `${v1}/rules/gossip`]],
  },
  'GET /api/v1/audit': {
    role: 'approver',
    good: () => `${v1}/audit?who=anna`,
    bad: [...badList(`${v1}/audit`), [400, 'BAD_REQUEST', `${v1}/audit?from=yesterday`]],
  },
  'GET /api/v1/register': {
    role: 'viewer',
    good: () => `${v1}/register?on=2022-07-05`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/register?on=soon`],
      [409, 'APPROVALS_INVALID', brokenRegister('register')],
    ],
  },
  'GET /api/v1/register/meter-types': {
    role: 'viewer',
    good: () => `${v1}/register/meter-types?model=Prometer+100&cop=5&on=2024-01-12`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/register/meter-types?cop=5&on=2024-01-12`],
      [400, 'BAD_REQUEST', `${v1}/register/meter-types?model=Prometer&cop=five&on=2024-01-12`],
      [
        409,
        'APPROVALS_INVALID',
        brokenRegister('register/meter-types?model=Prometer&cop=5&on=2024-01-12'),
      ],
    ],
  },
  'GET /api/v1/register/protocols': {
    role: 'viewer',
    good: () => `${v1}/register/protocols?mpid=SSIL&model=Prometer+100&on=2024-01-12`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/register/protocols?mpid=SSIL&on=2024-01-12`],
      [
        409,
        'APPROVALS_INVALID',
        brokenRegister('register/protocols?mpid=SSIL&model=Prometer&on=2024-01-12'),
      ],
    ],
  },
  'GET /api/v1/capacity-market': {
    role: 'viewer',
    good: async (desk) => {
      desk.drop('inbox/cm-components.csv', `${header}\nCMU-1,A-1,none,false,self,,,,STOR\n`);
      await desk.pass();
      return `${v1}/capacity-market?rule=CP392`;
    },
    bad: [
      [404, 'NOT_FOUND', `${v1}/capacity-market`],
      [400, 'BAD_REQUEST', `${v1}/capacity-market?rule=CP999`],
    ],
  },
  'GET /api/v1/capacity-market/rules': {
    role: 'viewer',
    good: () => `${v1}/capacity-market/rules`,
    bad: [[400, 'BAD_REQUEST', `${v1}/capacity-market/rules?rule=CP392`]],
  },
  'GET /api/v1/health': {
    role: 'viewer',
    good: () => `${v1}/health?within=30`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/health?within=soon`],
      [400, 'BAD_REQUEST', `${v1}/health?within=0`],
    ],
  },
  'GET /api/v1/config/history': {
    role: 'viewer',
    good: () => `${v1}/config/history?limit=3`,
    bad: badList(`${v1}/config/history`),
  },
  'GET /api/v1/config/history/:id/checks': {
    role: 'viewer',
    good: () => `${v1}/config/history/1/checks`,
    bad: [
      ...badList(`${v1}/config/history/1/checks`),
      [400, 'BAD_REQUEST', `${v1}/config/history/first/checks`],
    ],
  },
  'GET /api/v1/checks': {
    role: 'viewer',
    good: () => `${v1}/checks?limit=3&by=due`,
    bad: [
      ...badList(`${v1}/checks`),
      [400, 'BAD_REQUEST', `${v1}/checks?mpan=12000A`],
      [400, 'BAD_REQUEST', `${v1}/checks?by=colour`],
      [400, 'BAD_REQUEST', `${v1}/checks?open=maybe`],
    ],
  },
  'GET /api/v1/counts/checks': {
    role: 'viewer',
    good: () => `${v1}/counts/checks?turn=us`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/checks?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/checks?mpan=12000A`],
    ],
  },
  'GET /api/v1/counts/exceptions': {
    role: 'viewer',
    good: () => `${v1}/counts/exceptions?code=REPORT_UNCLEAR`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/exceptions?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/exceptions?late=ever`],
    ],
  },
  'GET /api/v1/counts/files': {
    role: 'viewer',
    good: () => `${v1}/counts/files?outcome=applied`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/files?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/files?from=2026-02-30`],
    ],
  },
  'GET /api/v1/counts/outbox': {
    role: 'viewer',
    good: () => `${v1}/counts/outbox?flow=D0142`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/outbox?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/outbox?flow=D1`],
    ],
  },
  'GET /api/v1/counts/acts': {
    role: 'viewer',
    good: () => `${v1}/counts/acts?who=anna`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/acts?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/acts?act=none`],
    ],
  },
  'GET /api/v1/counts/audit': {
    role: 'approver',
    good: () => `${v1}/counts/audit?who=anna`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/audit?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/audit?from=yesterday`],
    ],
  },
  'GET /api/v1/counts/alerts': {
    role: 'viewer',
    good: () => `${v1}/counts/alerts?kind=BREACHED`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/counts/alerts?limit=3`],
      [400, 'BAD_REQUEST', `${v1}/counts/alerts?kind=LOUD`],
    ],
  },
  'GET /api/v1/stages': {
    role: 'viewer',
    good: () => `${v1}/stages?owner=M`,
    bad: [...badList(`${v1}/stages`), [400, 'BAD_REQUEST', `${v1}/stages?dueBy=2026-02-30`]],
  },
  'GET /api/v1/queue/causes': {
    role: 'viewer',
    good: () => `${v1}/queue/causes?limit=2`,
    bad: [...badList(`${v1}/queue/causes`), [400, 'BAD_REQUEST', `${v1}/queue/causes?late=ever`]],
  },
  'GET /api/v1/queue/words': {
    role: 'viewer',
    good: () => `${v1}/queue/words?words=Unable+to++confirm+IF+BACKSTOP+FITTED,+please+advise`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/queue/words`],
      [400, 'BAD_REQUEST', `${v1}/queue/words?words=+%7C+`],
      [400, 'BAD_REQUEST', `${v1}/queue/words?words=a&colour=red`],
    ],
  },
  'POST /api/v1/queue/words': {
    role: 'operator',
    good: () => `${v1}/queue/words`,
    body: {
      words: 'unable to confirm if backstop fitted, please advise',
      decision: 'hasNot',
      reason,
    },
    bad: [
      ...badActs(`${v1}/queue/words`, { words: 'see photo', decision: 'hasNot' }),
      [404, 'NOT_FOUND', `${v1}/queue/words`, { words: 'x', decision: 'has', reason }],
      [
        400,
        'BAD_REQUEST',
        `${v1}/queue/words`,
        { words: 'x', decision: 'has', seen: ['all'], reason },
      ],
    ],
  },
  'GET /api/v1/exceptions': {
    role: 'viewer',
    good: () => `${v1}/exceptions?open=true`,
    bad: [...badList(`${v1}/exceptions`), [400, 'BAD_REQUEST', `${v1}/exceptions?code=NONE`]],
  },
  'GET /api/v1/queue': {
    role: 'viewer',
    good: () => `${v1}/queue?limit=2`,
    bad: [...badList(`${v1}/queue`), [400, 'BAD_REQUEST', `${v1}/queue?kind=late`]],
  },
  'GET /api/v1/chases': {
    role: 'viewer',
    good: () => `${v1}/chases?party=MOPY`,
    bad: [...badList(`${v1}/chases`), [400, 'BAD_REQUEST', `${v1}/chases?party=nobody`]],
  },
  'POST /api/v1/channels/:channel/retry': {
    role: 'operator',
    good: givenUp,
    body: { reason },
    bad: [
      ...badActs(`${v1}/channels/none/retry`, {}),
      [404, 'NOT_FOUND', `${v1}/channels/none/retry`, { reason }],
    ],
  },
  'GET /api/v1/alerts': {
    role: 'viewer',
    good: () => `${v1}/alerts?kind=BREACHED`,
    bad: [...badList(`${v1}/alerts`), [400, 'BAD_REQUEST', `${v1}/alerts?kind=LOUD`]],
  },
  'GET /api/v1/alerts/:key': {
    role: 'viewer',
    good: alertPath,
    bad: [
      [404, 'NOT_FOUND', `${v1}/alerts/none`],
      [400, 'BAD_REQUEST', `${v1}/alerts/none?kind=BREACHED`],
    ],
  },
  'GET /api/v1/channels': {
    role: 'viewer',
    good: () => `${v1}/channels`,
    bad: [[400, 'BAD_REQUEST', `${v1}/channels?name=pager`]],
  },
  'GET /api/v1/approvals': {
    role: 'viewer',
    good: () => `${v1}/approvals`,
    bad: [
      ...badList(`${v1}/approvals`),
      [400, 'BAD_REQUEST', `${v1}/approvals?dueBy=tomorrow`],
      [404, 'NOT_FOUND', `${v1}/approvals?ids=nothing`],
    ],
  },
  'GET /api/v1/approvals/preview': {
    role: 'viewer',
    good: () => `${v1}/approvals/preview?flow=D0142`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/approvals/preview?state=nowhere`],
      [400, 'BAD_REQUEST', `${v1}/approvals/preview?limit=5`],
      [404, 'NOT_FOUND', `${v1}/approvals/preview?ids=nothing`],
    ],
  },
  'GET /api/v1/approvals/undoable': {
    role: 'viewer',
    good: () => `${v1}/approvals/undoable`,
    bad: badList(`${v1}/approvals/undoable`),
  },
  'GET /api/v1/proposals': {
    role: 'viewer',
    good: () => `${v1}/proposals`,
    bad: badList(`${v1}/proposals`),
  },
  'GET /api/v1/checks/:mpan': {
    role: 'viewer',
    good: () => `${v1}/checks/${mpans.overdue}?asOf=2026-08-05T12:00:00%2B01:00`,
    bad: [
      ...badPoint(''),
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}?page=0`],
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}?page=last`],
    ],
  },
  'GET /api/v1/checks/:mpan/decision': {
    role: 'viewer',
    good: () => `${v1}/checks/${mpans.unclear}/decision`,
    bad: [[400, 'BAD_REQUEST', `${noMpan}/decision`]],
  },
  'GET /api/v1/checks/:mpan/stages': {
    role: 'viewer',
    good: () => `${v1}/checks/${mpans.replacedInTime}/stages`,
    bad: badPoint('/stages'),
  },
  'GET /api/v1/checks/:mpan/outlook': {
    role: 'viewer',
    good: () => `${v1}/checks/${mpans.overdue}/outlook?until=2027-01-05`,
    bad: [
      ...badPoint('/outlook'),
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}/outlook?until=soon`],
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}/outlook?until=2020-01-01`],
    ],
  },
  'GET /api/v1/checks/:mpan/events': {
    role: 'viewer',
    good: () => `${v1}/checks/${mpans.replacedInTime}/events`,
    bad: [
      ...badPoint('/events'),
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.replacedInTime}/events?cursor=elsewhere`],
    ],
  },
  'GET /api/v1/files': {
    role: 'viewer',
    good: () => `${v1}/files?outcome=applied&from=2026-08-05&to=2026-08-05`,
    bad: [...badList(`${v1}/files`), [400, 'BAD_REQUEST', `${v1}/files?outcome=lost`]],
  },
  'GET /api/v1/files/:id/lines': {
    role: 'viewer',
    good: async (desk) => `${await filePath(desk, 'rejected')}/lines?line=2`,
    bad: [
      [404, 'NOT_FOUND', `${v1}/files/9999/lines`],
      [400, 'BAD_REQUEST', `${v1}/files/1/lines?line=0`],
    ],
  },
  'GET /api/v1/files/:id': {
    role: 'viewer',
    good: (desk) => filePath(desk, 'rejected'),
    bad: [
      [404, 'NOT_FOUND', `${v1}/files/9999`],
      [400, 'BAD_REQUEST', `${v1}/files/first`],
    ],
  },
  'GET /api/v1/outbox': {
    role: 'viewer',
    good: () => `${v1}/outbox`,
    bad: badList(`${v1}/outbox`),
  },
  'GET /api/v1/outbox/:name': {
    role: 'viewer',
    good: async (desk) => (await sentPath(desk)).replace('/resubmit', ''),
    bad: [
      [404, 'NOT_FOUND', `${v1}/outbox/none`],
      [404, 'NOT_FOUND', `${v1}/outbox/..%2Fpawl.config.json`],
      [400, 'BAD_REQUEST', `${v1}/outbox/none?line=1`],
    ],
  },
  'GET /api/v1/outbox/:name/lines': {
    role: 'viewer',
    good: async (desk) => (await sentPath(desk)).replace('/resubmit', '/lines'),
    bad: [
      [404, 'NOT_FOUND', `${v1}/outbox/none/lines`],
      [400, 'BAD_REQUEST', `${v1}/outbox/none/lines?line=last`],
    ],
  },
  'GET /api/v1/findings': {
    role: 'viewer',
    good: () => `${v1}/findings?severity=reject`,
    bad: [...badList(`${v1}/findings`), [400, 'BAD_REQUEST', `${v1}/findings?code=NONE`]],
  },
  'GET /api/v1/reports/:name': {
    role: 'viewer',
    good: () => `${v1}/reports/performance?from=2026-07-01&to=2026-08-05`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/reports/gossip`],
      [400, 'BAD_REQUEST', `${v1}/reports/breaches?from=2026-08-05&to=2026-08-01`],
      [400, 'BAD_REQUEST', `${v1}/reports/breaches?format=pdf`],
    ],
  },
  'GET /api/v1/performance': {
    role: 'viewer',
    good: () => `${v1}/performance?from=2026-06-01&party=MOPY`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/performance?from=soon`],
      [400, 'BAD_REQUEST', `${v1}/performance?from=2026-08-05&to=2026-08-01`],
      [400, 'BAD_REQUEST', `${v1}/performance?party=somebody`],
    ],
  },
  'GET /api/v1/forecast': {
    role: 'viewer',
    good: () => `${v1}/forecast?to=2026-09-30&party=MOPY`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/forecast?to=soon`],
      [400, 'BAD_REQUEST', `${v1}/forecast?to=2026-08-04`],
      [400, 'BAD_REQUEST', `${v1}/forecast?to=2036-08-05`],
      [400, 'BAD_REQUEST', `${v1}/forecast?seed=-1`],
    ],
  },
  'GET /api/v1/compare': {
    role: 'viewer',
    good: () => `${v1}/compare?checks=5&sensitivity=0`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/compare?checks=80000`],
      [400, 'BAD_REQUEST', `${v1}/compare?sensitivity=51`],
      [400, 'BAD_REQUEST', `${v1}/compare?seed=-1`],
    ],
  },
  'GET /api/v1/calendar': {
    role: 'viewer',
    good: () => `${v1}/calendar`,
    bad: [[400, 'BAD_REQUEST', `${v1}/calendar?year=2026`]],
  },
  'GET /api/v1/calendar/days': {
    role: 'viewer',
    good: () => `${v1}/calendar/days?from=2026-08-01&to=2026-08-31`,
    bad: [[400, 'BAD_REQUEST', `${v1}/calendar/days?from=soon`]],
  },
  'GET /api/v1/calendar/due': {
    role: 'viewer',
    good: () => `${v1}/calendar/due?start=2026-11-21`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/calendar/due`],
      [400, 'BAD_REQUEST', `${v1}/calendar/due?start=2026-11-31`],
      [400, 'BAD_REQUEST', `${v1}/calendar/due?start=2026-02-31T10:00`],
      [400, 'BAD_REQUEST', `${v1}/calendar/due?start=2026-11-21&cutoff=5pm`],
      [409, 'CALENDAR_NOT_COVERED', `${v1}/calendar/due?start=2029-01-02`],
      [409, 'CALENDAR_NOT_COVERED', `${v1}/calendar/due?start=2026-11-21&calendar=mars`],
    ],
  },
  'GET /api/v1/calendar/undo': {
    role: 'approver',
    good: mergedFeed,
    bad: [
      [409, 'NOT_POSSIBLE', `${v1}/calendar/undo`],
      [400, 'BAD_REQUEST', `${v1}/calendar/undo?of=new.json`],
    ],
  },
  'POST /api/v1/calendar/undo': {
    role: 'approver',
    good: mergedFeed,
    body: { reason },
    bad: [
      ...badActs(`${v1}/calendar/undo`, {}),
      [409, 'NOT_POSSIBLE', `${v1}/calendar/undo`, { reason }],
    ],
  },
  'GET /api/v1/calendar/waiting': {
    role: 'viewer',
    good: () => `${v1}/calendar/waiting`,
    bad: [[400, 'BAD_REQUEST', `${v1}/calendar/waiting?of=me`]],
  },
  'GET /api/v1/reference': {
    role: 'viewer',
    good: () => `${v1}/reference?letter=s&mpid=MOPX&on=2026-08-05`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/reference?letter=%3F`],
      [400, 'BAD_REQUEST', `${v1}/reference?on=soon`],
    ],
  },
  'GET /api/v1/reference/merges': {
    role: 'viewer',
    good: async (desk) => (await mergedReference(desk)).replace(/undo$/, 'merges'),
    bad: badList(`${v1}/reference/merges`),
  },
  'GET /api/v1/reference/teach': {
    role: 'approver',
    good: () => `${v1}/reference/teach?letter=Q&role=SMEM`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/reference/teach?letter=Q`],
      [409, 'NOT_POSSIBLE', `${v1}/reference/teach?letter=Q&role=Plumber`],
    ],
  },
  'POST /api/v1/reference/teach': {
    role: 'approver',
    good: () => `${v1}/reference/teach`,
    body: { letter: 'Q', role: 'SMEM', from: '2026-08-01', reason },
    bad: [
      ...badActs(`${v1}/reference/teach`, { letter: 'Q', role: 'SMEM' }),
      [409, 'NOT_POSSIBLE', `${v1}/reference/teach`, { letter: 'Q', role: 'Plumber', reason }],
    ],
  },
  'GET /api/v1/reference/undo': {
    role: 'approver',
    good: async (desk) => `${await mergedReference(desk)}?number=1`,
    bad: [
      [404, 'NOT_FOUND', `${v1}/reference/undo?number=7`],
      [400, 'BAD_REQUEST', `${v1}/reference/undo?number=none`],
    ],
  },
  'POST /api/v1/reference/undo': {
    role: 'approver',
    good: mergedReference,
    body: { number: 1, reason },
    bad: [
      ...badActs(`${v1}/reference/undo`, { number: 1 }),
      [404, 'NOT_FOUND', `${v1}/reference/undo`, { number: 7, reason }],
    ],
  },
  'GET /api/v1/calendar/accept': {
    role: 'approver',
    good: async (desk) => `${await refusedFeed(desk)}?feed=less.json`,
    bad: [
      [404, 'NOT_FOUND', `${v1}/calendar/accept?feed=less.json`],
      [400, 'BAD_REQUEST', `${v1}/calendar/accept`],
    ],
  },
  'POST /api/v1/calendar/accept': {
    role: 'approver',
    good: refusedFeed,
    body: refusedBody,
    bad: [
      ...badActs(`${v1}/calendar/accept`, { feed: 'less.json', sha256: refusedBody.sha256 }),
      [404, 'NOT_FOUND', `${v1}/calendar/accept`, refusedBody],
      [400, 'BAD_REQUEST', `${v1}/calendar/accept`, { ...refusedBody, sha256: 'x' }],
    ],
  },
  'GET /api/v1/search': {
    role: 'viewer',
    good: () => `${v1}/search?mpan=${mpans.unclear}`,
    bad: [
      [400, 'BAD_REQUEST', `${v1}/search`],
      [400, 'BAD_REQUEST', `${v1}/search?party=MOPX&cursor=e30`],
      [400, 'BAD_REQUEST', `${v1}/search?party=somebody`],
      [400, 'BAD_REQUEST', `${v1}/search?party=MOPX&format=pdf`],
    ],
  },
  'GET /api/v1/changes': {
    role: 'viewer',
    good: () => `${v1}/changes`,
    bad: [[400, 'BAD_REQUEST', `${v1}/changes?since=1`]],
  },
  'POST /api/v1/checks/:mpan/decide': {
    role: 'operator',
    good: () => decideOf(mpans.unclear),
    body: { decision: 'hasNot', reason },
    bad: [
      ...badActs(decideOf(mpans.unclear), { decision: 'hasNot' }),
      [400, 'BAD_REQUEST', decideOf(mpans.unclear), { decision: 'maybe', reason }],
      [404, 'NOT_FOUND', `${unknown}/decide`, { decision: 'has', reason }],
      [400, 'BAD_REQUEST', `${noMpan}/decide`, { decision: 'has', reason }],
    ],
  },
  'POST /api/v1/checks/:mpan/cancel': {
    role: 'operator',
    good: () => cancelOf(mpans.overdue),
    body: { reason },
    bad: [
      ...badActs(cancelOf(mpans.overdue), {}),
      [404, 'NOT_FOUND', `${unknown}/cancel`, { reason }],
    ],
  },
  'GET /api/v1/exceptions/groups': {
    role: 'viewer',
    good: () => `${v1}/exceptions/groups`,
    bad: [[400, 'BAD_REQUEST', `${v1}/exceptions/groups?colour=red`]],
  },
  'POST /api/v1/exceptions/:id/resolve': {
    role: 'operator',
    good: orphanPath,
    body: { verb: 'dismiss', reason },
    bad: [
      ...badActs(`${v1}/exceptions/none/resolve`, { verb: 'dismiss' }),
      [404, 'NOT_FOUND', `${v1}/exceptions/none/resolve`, { verb: 'accept', reason }],
      [409, 'NOT_POSSIBLE', (desk) => exceptionPath(desk), { verb: 'accept', reason }],
    ],
  },
  'POST /api/v1/approvals': {
    role: 'approver',
    good: () => `${v1}/approvals`,
    body: { ids: [mpans.toReplace], reason },
    bad: [
      ...badActs(`${v1}/approvals`, { all: true }),
      [400, 'BAD_REQUEST', `${v1}/approvals`, { reason }],
      [400, 'BAD_REQUEST', `${v1}/approvals`, { ids: 'all' }],
      [404, 'NOT_FOUND', `${v1}/approvals`, { ids: ['nothing'] }],
    ],
  },
  'POST /api/v1/approvals/undo': {
    role: 'approver',
    good: async (desk) => {
      const config = { ...desk.gateway.config, undoSeconds: 60 };
      const by = { who: 'anna', reason: '' };
      await approve({ ...desk.gateway, config }, { ids: [mpans.toReplace] }, by);
      return `${v1}/approvals/undo`;
    },
    body: { ids: [mpans.toReplace], reason },
    bad: [
      ...badActs(`${v1}/approvals/undo`, { all: true }),
      [400, 'BAD_REQUEST', `${v1}/approvals/undo`, { reason }],
      [409, 'MOVED_ON', `${v1}/approvals/undo`, { ids: [mpans.toReplace] }],
    ],
  },
  'GET /api/v1/exceptions/:id/resolve': {
    role: 'viewer',
    good: () => `${v1}/exceptions/UNEXPECTED_FLOW:MOPX/resolve`,
    bad: [[400, 'BAD_REQUEST', `${v1}/exceptions/UNEXPECTED_FLOW:MOPX/resolve?colour=red`]],
  },
  'GET /api/v1/exceptions/:id/dismissal': {
    role: 'viewer',
    good: () => `${v1}/exceptions/UNEXPECTED_FLOW:MOPX/dismissal`,
    bad: [[400, 'BAD_REQUEST', `${v1}/exceptions/nothing/dismissal`]],
  },
  'POST /api/v1/exceptions/:id/take-back': {
    role: 'operator',
    good: async (desk) => {
      const id = 'RESPONSE_WITHOUT_REQUEST:MOPX';
      await desk.take('inbox/unasked.usr', reportFile('T1', [mpanOf(801), mpanOf(802)]));
      await desk.as('operator', `${v1}/exceptions/${id}/resolve`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ verb: 'dismiss', reason }),
      });
      return `${v1}/exceptions/${id}/take-back`;
    },
    body: { reason },
    bad: [
      ...badActs(`${v1}/exceptions/UNEXPECTED_FLOW:MOPX/take-back`, {}),
      [400, 'BAD_REQUEST', `${v1}/exceptions/nothing/take-back`, { reason }],
      [409, 'NOT_POSSIBLE', `${v1}/exceptions/UNEXPECTED_FLOW:MOPX/take-back`, { reason }],
    ],
  },
  'POST /api/v1/checks/:mpan/take-back': {
    role: 'operator',
    good: async (desk) => {
      await desk.as('operator', `${v1}/checks/${mpans.unclear}/decide`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision: 'has', reason }),
      });
      return `${v1}/checks/${mpans.unclear}/take-back`;
    },
    body: { reason },
    bad: [
      ...badActs(`${v1}/checks/${mpans.unclear}/take-back`, {}),
      [400, 'BAD_REQUEST', `${noMpan}/take-back`, { reason }],
      [409, 'NOT_POSSIBLE', `${v1}/checks/${mpans.overdue}/take-back`, { reason }],
      [409, 'MOVED_ON', `${v1}/checks/${mpans.overdue}/take-back`, { revision: 1, reason }],
    ],
  },
  'GET /api/v1/claims': {
    role: 'viewer',
    good: () => `${v1}/claims`,
    bad: [[400, 'BAD_REQUEST', `${v1}/claims?who=anna`]],
  },
  'GET /api/v1/since': {
    role: 'viewer',
    good: () => `${v1}/since?what=breached`,
    bad: [
      ...badList(`${v1}/since`),
      [400, 'BAD_REQUEST', `${v1}/since?from=yesterday`],
      [400, 'BAD_REQUEST', `${v1}/since?what=else`],
    ],
  },
  'GET /api/v1/views': {
    role: 'viewer',
    good: () => `${v1}/views?list=checks`,
    bad: [[400, 'BAD_REQUEST', `${v1}/views?list=cakes`]],
  },
  'POST /api/v1/views': {
    role: 'operator',
    good: () => `${v1}/views`,
    body: { name: 'Late', list: 'checks', query: 'late=breached', shared: 'yes' },
    bad: [
      ...badActs(`${v1}/views`, { name: 'Late', list: 'checks', query: '' }),
      [400, 'BAD_REQUEST', `${v1}/views`, { name: 'One', list: 'checks', query: 'mpan=12' }],
      [400, 'BAD_REQUEST', `${v1}/views`, { name: 'One', list: 'checks', query: 'cakes=12' }],
    ],
  },
  'POST /api/v1/views/drop': {
    role: 'operator',
    good: async (desk) => {
      await desk.as('operator', `${v1}/views`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Late', list: 'checks', query: 'late=breached' }),
      });
      return `${v1}/views/drop`;
    },
    body: { name: 'Late' },
    bad: [
      ...badActs(`${v1}/views/drop`, { name: 'Late' }),
      [404, 'NOT_FOUND', `${v1}/views/drop`, { name: 'Late' }],
    ],
  },
  'GET /api/v1/checks/:mpan/team': {
    role: 'viewer',
    good: () => `${v1}/checks/${mpans.overdue}/team`,
    bad: [[400, 'BAD_REQUEST', `${noMpan}/team`]],
  },
  'GET /api/v1/chases/:party/calls': {
    role: 'viewer',
    good: () => `${v1}/chases/MOPY/calls`,
    bad: [...badList(`${v1}/chases/MOPY/calls`), [400, 'BAD_REQUEST', `${v1}/chases/nobody/calls`]],
  },
  'POST /api/v1/chases/:party/calls': {
    role: 'operator',
    good: () => `${v1}/chases/MOPY/calls`,
    body: { mpans: [mpans.overdue], whom: 'scheduling', said: 'on Friday' },
    bad: [
      ...badActs(`${v1}/chases/MOPY/calls`, { mpans: [mpans.overdue], whom: 'x', said: 'y' }),
      [400, 'BAD_REQUEST', `${v1}/chases/MOPY/calls`, { mpans: [], whom: 'x', said: 'y' }],
      [
        404,
        'NOT_FOUND',
        `${v1}/chases/MOPY/calls`,
        { mpans: [mpans.overdue, '1012044110074'], whom: 'x', said: 'y' },
      ],
    ],
  },
  'POST /api/v1/claims': {
    role: 'operator',
    good: () => `${v1}/claims`,
    body: { mpans: [mpans.overdue], reason },
    bad: [
      ...badActs(`${v1}/claims`, { mpans: [mpans.overdue] }),
      [400, 'BAD_REQUEST', `${v1}/claims`, { mpans: [] }],
    ],
  },
  'POST /api/v1/checks/:mpan/hand-over': {
    role: 'operator',
    good: () => `${v1}/checks/${mpans.overdue}/hand-over`,
    body: { to: 'anna', reason },
    bad: [
      ...badActs(`${v1}/checks/${mpans.overdue}/hand-over`, { to: 'anna' }),
      [409, 'NOT_POSSIBLE', `${v1}/checks/${mpans.overdue}/hand-over`, { to: 'nobody', reason }],
    ],
  },
  'POST /api/v1/checks/:mpan/release': {
    role: 'operator',
    good: async (desk) => {
      await desk.as('operator', `${v1}/claims`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mpans: [mpans.overdue] }),
      });
      return `${v1}/checks/${mpans.overdue}/release`;
    },
    body: { reason },
    bad: badActs(`${v1}/checks/${mpans.overdue}/release`, {}),
  },
  'POST /api/v1/checks/:mpan/notes': {
    role: 'operator',
    good: () => `${v1}/checks/${mpans.overdue}/notes`,
    body: { text: 'the landlord has the key' },
    bad: [
      ...badActs(`${v1}/checks/${mpans.overdue}/notes`, { text: 'x' }),
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}/notes`, { text: ' ' }],
      [404, 'NOT_FOUND', `${v1}/checks/1012044110074/notes`, { text: 'x' }],
    ],
  },
  'POST /api/v1/checks/:mpan/calls': {
    role: 'operator',
    good: () => `${v1}/checks/${mpans.overdue}/calls`,
    body: { whom: 'scheduling', said: 'on Friday' },
    bad: [
      ...badActs(`${v1}/checks/${mpans.overdue}/calls`, { whom: 'x', said: 'y' }),
      [400, 'BAD_REQUEST', `${v1}/checks/${mpans.overdue}/calls`, { whom: 'x' }],
      [
        404,
        'NOT_FOUND',
        `${v1}/checks/1012044110074/calls`,
        { party: 'MOPX', whom: 'x', said: 'y' },
      ],
    ],
  },
  'POST /api/v1/files/requeue': {
    role: 'operator',
    good: (desk) => {
      desk.drop('rejected/again.usr', 'not a flow');
      return `${v1}/files/requeue`;
    },
    body: { files: ['again.usr'] },
    bad: [
      ...badActs(`${v1}/files/requeue`, { files: ['x.usr'] }),
      [400, 'BAD_REQUEST', `${v1}/files/requeue`, { files: [] }],
      [404, 'NOT_FOUND', `${v1}/files/requeue`, { files: ['nothing.usr'], reason }],
    ],
  },
  'POST /api/v1/files/resubmit': {
    role: 'operator',
    good: () => `${v1}/files/resubmit`,
    body: { file: 'notifications.csv', reason },
    bad: [
      ...badActs(`${v1}/files/resubmit`, { file: 'notifications.csv' }),
      [404, 'NOT_FOUND', `${v1}/files/resubmit`, { file: 'nothing.usr', reason }],
    ],
  },
  'GET /api/v1/files/:id/content': {
    role: 'operator',
    good: (desk) => filePath(desk, 'rejected', '/content'),
    bad: [
      [400, 'BAD_REQUEST', `${v1}/files/first/content`],
      [404, 'NOT_FOUND', `${v1}/files/9999/content`],
      [404, 'NOT_FOUND', (desk) => filePath(desk, 'applied', '/content')],
    ],
  },
  'POST /api/v1/files': {
    role: 'operator',
    good: () => `${v1}/files?name=brought.csv`,
    body: {},
    bad: [
      [400, 'BAD_REQUEST', `${v1}/files`, {}],
      [400, 'BAD_REQUEST', `${v1}/files?name=`, {}],
      [400, 'BAD_REQUEST', `${v1}/files?name=a.csv&reason=`, {}],
    ],
  },
  'GET /api/v1/decisions': {
    role: 'operator',
    good: () => `${v1}/decisions`,
    bad: [[400, 'BAD_REQUEST', `${v1}/decisions?code=NONE`]],
  },
  'POST /api/v1/decisions': {
    role: 'operator',
    good: () => `${v1}/decisions`,
    body: { csv: `mpan,decision,reason\n${mpans.unclear},hasNot,asked by telephone\n` },
    bad: [
      [400, 'BAD_REQUEST', `${v1}/decisions`, {}],
      [400, 'BAD_REQUEST', `${v1}/decisions`, { csv: 'mpan' }],
      [404, 'NOT_FOUND', `${v1}/decisions`, { file: 9999 }],
    ],
  },
  'POST /api/v1/files/:id/requeue': {
    role: 'operator',
    good: (desk) => filePath(desk, 'rejected', '/requeue'),
    body: {},
    bad: [
      ...badActs(`${v1}/files/1/requeue`, {}),
      [404, 'NOT_FOUND', `${v1}/files/9999/requeue`, { reason }],
      [404, 'NOT_FOUND', (desk) => filePath(desk, 'applied', '/requeue'), { reason }],
    ],
  },
  'POST /api/v1/files/:id/resubmit': {
    role: 'operator',
    good: (desk) => filePath(desk, 'applied', '/resubmit'),
    body: { reason },
    bad: [
      ...badActs(`${v1}/files/1/resubmit`, {}),
      [404, 'NOT_FOUND', `${v1}/files/9999/resubmit`, { reason }],
      [400, 'BAD_REQUEST', `${v1}/files/1/resubmit`, { line: 0, reason }],
    ],
  },
  'POST /api/v1/outbox/:name/resubmit': {
    role: 'operator',
    good: sentPath,
    body: { reason },
    bad: [
      ...badActs(`${v1}/outbox/none/resubmit`, {}),
      [404, 'NOT_FOUND', `${v1}/outbox/none/resubmit`, { reason }],
      [404, 'NOT_FOUND', `${v1}/outbox/..%2Fpawl.config.json/resubmit`, { reason }],
    ],
  },
};
