/** How the rows of lists are answered. */
import { z } from 'zod';
import { feedFolders, fileOutcomes } from '../store/index.ts';
import { evidenceShape, findingShape } from './check-shapes.ts';
import { latenesses } from './horizon.ts';
import { exceptionCode, flow, instant, localDate, mpan, mpid, ownerRole } from './terms.ts';

export const claimedBy = z.string().nullable().describe('the colleague who has claimed it');

export const checkRowShape = z
  .strictObject({
    mpan,
    sequence: z.number().int(),
    supplier: mpid,
    meterOperator: mpid.nullable(),
    profile: z.string(),
    state: z.string().describe('the stage that is open, or closed'),
    outcome: z.string().nullable(),
    openedOn: localDate,
    closedOn: localDate.nullable(),
    owner: ownerRole.nullable().describe('who owes the open stage'),
    dueOn: localDate.nullable(),
    dueAt: instant.nullable(),
    awaited: z.boolean().describe('true while somebody must act before dueAt'),
    overdue: z.boolean(),
    late: z
      .enum(latenesses)
      .nullable()
      .describe('how near the deadline is; soon: in two Working Days'),
    owes: z.array(flow).describe('what the open stage owes; none where a decision is owed'),
    workingDaysLeft: z.number().int().nullable().describe('negative once the deadline has passed'),
    owed: z.array(flow).describe('flows this gateway could write now'),
    approved: z
      .array(
        z.strictObject({
          flow,
          to: mpid,
          who: z.string(),
          at: instant,
          until: instant.describe('until then it can be undone; afterwards it goes out'),
        }),
      )
      .describe('flows that were approved and have not gone out'),
    recipient: mpid.nullable().describe('to whom the flows of the check go'),
    claimedBy,
  })
  .meta({ id: 'CheckRow' });

export const openStageShape = z
  .strictObject({
    mpan,
    sequence: z.number().int(),
    stage: z.string(),
    owner: ownerRole.nullable(),
    party: mpid.nullable().describe('the participant who owes it, where it is known'),
    owes: z
      .array(flow)
      .describe('what the stage owes by its profile; none where a decision is owed'),
    dueOn: localDate.nullable(),
    dueAt: instant.nullable(),
    awaited: z.boolean(),
    overdue: z.boolean(),
    workingDaysLeft: z.number().int().nullable().describe('negative once the deadline has passed'),
  })
  .meta({ id: 'OpenStage' });

export const fileOutcome = z.enum(fileOutcomes);

const fileParts = {
  id: z.number().int(),
  name: z.string(),
  folder: z.enum(['inbox', 'sent', ...feedFolders]),
  sha256: z.string(),
  size: z.number().int(),
  flow: z.string().nullable().describe('of the header, such as D0002'),
  fileIdentifier: z.string().nullable(),
  sender: z.string().nullable(),
  receivedAt: instant,
  outcome: fileOutcome,
  instances: z.number().int(),
  instancesAccepted: z.number().int(),
  destination: z.string().describe('where it lies, below the workspace'),
};

export const fileRowShape = z
  .strictObject({ ...fileParts, findings: z.number().int().describe('how many there are') })
  .meta({ id: 'FileRow' });

export const fileShape = z
  .strictObject({ ...fileParts, findings: z.array(findingShape) })
  .meta({ id: 'File' });

export const outboxShape = z
  .strictObject({
    id: z.number().int(),
    name: z.string(),
    flow,
    fileIdentifier: z.string(),
    fromMpid: mpid,
    toRole: z.string(),
    toMpid: mpid,
    mpans: z.array(mpan),
    sha256: z.string(),
    createdAt: instant,
    written: z.boolean().describe('false until it lies in outbox/'),
    acknowledged: z
      .enum(['delivered', 'refused'])
      .nullable()
      .describe('what the transfer service said of it last; null where nothing was heard'),
    refusedBecause: z
      .string()
      .nullable()
      .describe('the reason code of the service, where it refused it and gave one'),
  })
  .meta({ id: 'OutboxFile' });

export const fileFindingShape = z
  .strictObject({
    file: z.strictObject({
      id: z.number().int(),
      name: z.string(),
      outcome: fileOutcome,
      sender: z.string().nullable(),
      receivedAt: instant,
      destination: z.string(),
    }),
    ...findingShape.shape,
  })
  .meta({ id: 'FileFinding' });

/** What every row of the work queue has. */
export const queuedParts = {
  words: z
    .array(evidenceShape)
    .describe('the words that a person has to read, as they stand in the report; the first twelve'),
  meterOperator: mpid.nullable().describe('of the check'),
  meterOperatorName: z.string().nullable().describe('where the configuration names it'),
  dueOn: localDate.nullable(),
  workingDaysLeft: z.number().int().nullable().describe('negative once the deadline has passed'),
  overdue: z.boolean(),
};

export const exceptionRowShape = z
  .strictObject({
    id: z.string(),
    mpan,
    supplier: mpid.nullable(),
    sequence: z.number().int().nullable(),
    code: exceptionCode,
    kind: z.enum(['holds', 'open', 'note']).describe('holds: nothing is sent until it is decided'),
    at: instant,
    detail: z.string(),
    sender: z.string().nullable().describe('whose flow gave rise to it'),
    open: z.boolean(),
    claimedBy,
    says: z.string(),
    remedy: z.string(),
    ...queuedParts,
    place: z
      .string()
      .nullable()
      .describe('of what is open: cursor of what comes after it, in this order and filter'),
  })
  .meta({ id: 'Exception' });

export const itemGroupShape = z
  .strictObject({
    id: z.string().describe('for POST /exceptions/{id}/resolve, with the verb dismiss'),
    code: exceptionCode,
    kind: z.enum(['holds', 'open', 'note']),
    sender: z.string().describe('whose flows gave rise to them'),
    items: z.number().int().describe('how many are open'),
    oldestAt: instant,
    isListed: z.boolean().describe('false: too many for the work queue to list one by one'),
    notBy: z
      .array(z.string())
      .describe('under fourEyes: who proposed to dismiss them, so that it takes another person'),
    says: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'ExceptionGroup' });

export const waitingShape = z
  .strictObject({
    kind: z.enum(['approval', 'decision', 'group', ...feedFolders]),
    id: z.string(),
    what: z.string(),
    says: z.string(),
    mpan,
    items: z.number().int().describe('how many items it stands for'),
    stage: z.string().nullable(),
    since: instant,
    ...queuedParts,
    notBy: z.array(z.string()).describe('under four eyes: who cannot be the second person'),
    answer: z.string().describe('the command that answers it'),
  })
  .meta({ id: 'Waiting' });

/** A flow that waits for approval, and what is in it. */
export const approvalShape = z
  .strictObject({
    ...waitingShape.shape,
    sequence: z.number().int(),
    supplier: mpid,
    flow,
    to: mpid.nullable(),
    toRole: z.string().nullable(),
    mended: z
      .array(z.string())
      .describe('what is written in other words than those that were given'),
  })
  .meta({ id: 'WaitingApproval' });
