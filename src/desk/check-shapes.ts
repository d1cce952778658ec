/** How a check, its stages, what happened to it and what is wrong with it are answered. */
import { z } from 'zod';
import {
  exceptionCode,
  findingCode,
  flow,
  instant,
  localDate,
  mpan,
  mpid,
  ownerRole,
} from './terms.ts';

export const stageShape = z
  .strictObject({
    name: z.string(),
    owner: ownerRole,
    owes: z.array(flow).describe('flows; none where a decision is owed'),
    startedOn: localDate,
    dueOn: localDate.nullable(),
    dueAt: instant.nullable().describe('the first instant after the deadline'),
    answeredOn: localDate.nullable(),
    status: z.enum(['open', 'breached', 'met', 'late', 'withdrawn']),
    workingDaysTaken: z.number().int().nullable(),
    ruleSet: z.string(),
    calendarVersion: z.string().nullable(),
  })
  .meta({ id: 'Stage' });

export const evidenceShape = z
  .strictObject({
    finding: z.string().describe('what the words were read as'),
    flow,
    fileIdentifier: z.string(),
    line: z.number().int(),
    item: z.string().describe('J reference'),
    words: z.string(),
    rule: z.string().describe('the rule by which they were read'),
  })
  .meta({ id: 'Evidence' });

const exceptionParts = {
  id: z.string(),
  code: exceptionCode,
  at: instant,
  detail: z.string(),
  sender: z.string().optional().describe('whose flow gave rise to it'),
  open: z.boolean(),
};

const recordShape = z.strictObject(exceptionParts);

const exceptionShape = z
  .strictObject({ ...exceptionParts, says: z.string(), remedy: z.string() })
  .meta({ id: 'ExceptionOfCheck' });

export const standingShape = z
  .strictObject({
    stage: z.string(),
    owner: ownerRole,
    owedBy: mpid.nullable(),
    owes: z.array(flow),
    awaited: z.boolean().describe('false while only the removal of the old meter is waited for'),
    startedOn: localDate,
    dueOn: localDate.nullable(),
    dueAt: instant.nullable(),
    overdue: z.boolean(),
    workingDaysLeft: z.number().int().nullable().describe('negative once the deadline has passed'),
  })
  .meta({ id: 'Standing' });

const outcome = z.string().nullable().describe('how it ended; null while it is open');

export const profileStatus = z.enum(['draft-2008', 'operator-defined']);

const viewShape = z
  .strictObject({
    mpan,
    sequence: z.number().int(),
    profile: z.string(),
    supplier: mpid,
    meterOperator: mpid.nullable(),
    state: z.string(),
    outcome,
    openedOn: localDate,
    closedOn: localDate.nullable(),
    stages: z.array(stageShape),
    evidence: z.array(evidenceShape),
    exceptions: z.array(recordShape),
    exportSince: localDate.optional().describe('since when the site exports, where that was told'),
    linkedExportMpan: mpan.optional().describe('the linked export MPAN that opened it'),
    standing: standingShape.nullable().describe('whose turn it is; null once it is closed'),
    profileTitle: z.string(),
    profileSource: z.string(),
    profileStatus,
    way: z
      .array(
        z.strictObject({
          number: z.number().int(),
          at: instant,
          from: z.string().nullable().describe('null where it was opened'),
          to: z.string(),
          says: z.string(),
        }),
      )
      .describe('its moves, the newest hundred'),
  })
  .meta({ id: 'Check' });

export const alertKind = z.enum(['DUE_SOON', 'BREACHED', 'ESCALATED', 'RETRACTED']);

export const alertShape = z
  .strictObject({
    key: z.string(),
    mpan,
    supplier: mpid,
    sequence: z.number().int(),
    stage: z.string(),
    kind: alertKind,
    number: z.number().int().nullable(),
    retracts: alertKind.nullable(),
    dueOn: localDate,
    owner: ownerRole,
    party: mpid.nullable(),
    workingDaysOver: z.number().int(),
    owes: z.array(flow),
    since: instant,
    trueAt: instant,
    at: instant.describe('when it was raised'),
    retracted: z.boolean(),
  })
  .meta({ id: 'Alert' });

export const foundShape = z
  .strictObject({
    kind: z
      .enum(['participant', 'site', 'file', 'outbox', 'event', 'check', 'exception', 'alert'])
      .describe('participant and site: found by words'),
    at: z.string().describe('an instant; of a check the date on which it was opened'),
    mpan: mpan.nullable(),
    party: z.string().nullable(),
    flow: flow.nullable(),
    fileIdentifier: z.string().nullable(),
    file: z.string().nullable(),
    path: z.string().nullable().describe('where the file lies, below the workspace'),
    line: z.number().int().nullable(),
    says: z.string(),
    id: z.string(),
  })
  .meta({ id: 'Found' });

const severity = z.enum(['reject', 'warn']);

export const findingShape = z
  .strictObject({
    code: findingCode,
    severity,
    line: z.number().int().nullable(),
    group: z.string().nullable(),
    item: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'Finding' });

export const spokenShape = z
  .strictObject({
    line: z.number().int(),
    item: z.string().describe('J reference'),
    words: z.string(),
    finding: z.string().nullable().describe('what they were read as; null where no rule had to'),
    rule: z.string().nullable(),
  })
  .meta({ id: 'Spoken' });

export const eventShape = z
  .strictObject({
    key: z.string().describe('names it for ever'),
    kind: z.string(),
    flow: flow.nullable(),
    effectiveAt: instant,
    receivedAt: instant,
    sender: z.string(),
    fileIdentifier: z.string(),
    file: z.string(),
    line: z.number().int(),
    who: z.string().optional().describe('of an act: who did it'),
    reason: z.string().optional(),
    what: z.string().describe('what came, in words'),
    words: z.array(spokenShape).describe('the words it was read from'),
    means: z.enum([
      'opened',
      'moved',
      'noted',
      'exception',
      'orphan',
      'baseline',
      'notOurs',
      'waiting',
    ]),
    says: z.string(),
    check: z.strictObject({ supplier: mpid, sequence: z.number().int() }).nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    codes: z.array(exceptionCode),
    evidence: z.array(evidenceShape),
  })
  .meta({ id: 'Event' });

export const siteShape = z
  .strictObject({
    addressLines: z.array(z.string()).describe('for operators and approvers; else none'),
    postcode: z.string().nullable(),
    isAddressShown: z.boolean().describe('false for a viewer, whatever is known'),
    meters: z.array(
      z.strictObject({
        id: z.string(),
        installedOn: localDate.nullable(),
        removedOn: localDate.nullable().describe('null of a meter that is there'),
      }),
    ),
    meterType: z.string().nullable(),
    technology: z.string().nullable(),
    capacityKw: z.number().nullable(),
    commissionedOn: localDate.nullable(),
    references: z.array(
      z.strictObject({ reference: z.string(), source: z.string(), notifiedOn: localDate }),
    ),
  })
  .meta({ id: 'Site' });

export const explainedShape = z
  .strictObject({
    mpan,
    asOf: instant,
    revision: z
      .number()
      .int()
      .describe('what an act on it is made from: number of its last entry in the journal'),
    site: siteShape.describe('the home, as it was told'),
    checks: z.array(viewShape),
    exceptions: z.array(exceptionShape),
    alerts: z.array(alertShape),
    refused: z.array(foundShape).describe('files that name it and counted for nothing'),
    proposals: z
      .array(z.strictObject({ what: z.string(), who: z.string(), at: instant }))
      .describe('under four eyes: what counts when another person does it too'),
    events: z
      .array(eventShape)
      .describe('a page of what happened, in the order in which it counts'),
    page: z.number().int().describe('which page of the events this is, the oldest first'),
    pages: z.number().int(),
    findings: z
      .array(findingShape.extend({ file: z.string(), flow }))
      .describe('on the files of these events, which refused nothing'),
    totals: z
      .strictObject({
        events: z.number().int(),
        exceptions: z.number().int(),
        alerts: z.number().int(),
        refused: z.number().int().describe('counted up to a thousand'),
      })
      .describe(
        'how many there are; each list has the newest hundred, open Exceptions before others',
      ),
  })
  .meta({ id: 'History' });
