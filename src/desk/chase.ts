/** The message to each late counterparty, as it would be sent now. */
import { z } from 'zod';
import { localDateOf } from '../calendar/index.ts';
import { chaseCsvName, draftChaseNow, draftChasesNow, draftPathOf } from '../report/index.ts';
import type { StoredChase } from '../store/index.ts';
import { pageByKey } from './cursor.ts';
import { type Desk, operation } from './operation.ts';
import { callOf, callShape } from './team.ts';
import {
  askedMpid,
  wholeNumber,
  flow,
  instant,
  localDate,
  mpan,
  mpid,
  pageOf,
  paging,
} from './terms.ts';

const lateAnswerShape = z.strictObject({
  mpan,
  sequence: wholeNumber,
  stage: z.string(),
  owes: z.array(flow),
  since: localDate,
  dueOn: localDate.nullable(),
  workingDaysOver: wholeNumber.nullable(),
  ourReference: z.string().nullable().describe('File Identifier of the flow by which we asked'),
});

/** Ours: pawl calls tells the others. */
const callsTold = 20;

const chaseShape = z
  .strictObject({
    party: mpid,
    name: z.string(),
    chasedOn: localDate,
    mailTo: z.string().nullable().describe('null where the configuration has no address'),
    subject: z.string(),
    text: z.string(),
    csv: z
      .string()
      .nullable()
      .describe('what goes with it as a file where it has more than 50 MPANs; else null'),
    attached: z.string().nullable().describe('the name of that file'),
    answers: z.array(lateAnswerShape).describe('what is overdue, the longest first'),
    file: z
      .string()
      .describe('where pawl chase writes it, and the gateway at chaseAt, below the workspace'),
    mail: z
      .strictObject({
        sentAt: instant.nullable(),
        attempts: wholeNumber,
        nextAttemptAt: instant.nullable(),
        lastError: z.string().nullable(),
      })
      .nullable()
      .describe('what became of the e-mail of today; null where there is none'),
    calls: z.array(callShape).describe(`the last ${callsTold} calls, each about one MPAN`),
  })
  .meta({ id: 'Chase' });

export const chase = operation({
  name: 'chase',
  group: 'Reports',
  summary: 'The message to each late counterparty, as it would be sent now',
  role: 'viewer',
  takes: z.strictObject({
    party: askedMpid.optional().describe('only to this counterparty'),
    ...paging,
  }),
  answers: pageOf(chaseShape),
  route: 'GET /chases',
  typed: '',
  example: { party: 'MOPY' },
  looks: ({ items }) =>
    items.flatMap(({ calls }) =>
      calls.flatMap(({ mpan: of, said }) => (said === null ? [] : [of])),
    ),
  run: async (desk, { party, ...asked }) => {
    const { gateway } = desk;
    const one = party === undefined ? null : await draftChaseNow(gateway, party);
    const drafts = party === undefined ? await draftChasesNow(gateway) : one === null ? [] : [one];
    const { items, ...page } = pageByKey(drafts, (draft) => draft.party, asked);
    const today = localDateOf(gateway.rules.zone, gateway.clock.now());
    const sent = new Map((await gateway.store.chasesOf(today)).map((of) => [of.party, of]));
    const told = items.map(async (draft) => ({
      ...draft,
      csv: draft.csv ?? null,
      attached: draft.csv === undefined ? null : chaseCsvName(draft),
      file: draftPathOf(draft),
      mail: mailOf(sent.get(draft.party)),
      calls: await callsTo(desk, draft.party),
    }));
    return { items: await Promise.all(told), ...page };
  },
});

async function callsTo(desk: Desk, party: string): Promise<z.input<typeof callShape>[]> {
  const page = await desk.gateway.store.callsPage(party, { after: null, limit: callsTold });
  return (page?.items ?? []).map((one) => callOf(desk, one));
}

function mailOf(chased: StoredChase | undefined) {
  if (chased === undefined) return null;
  const { sentAt, attempts, nextAttemptAt, lastError } = chased;
  const wasQueued = sentAt !== null || nextAttemptAt !== null || lastError !== null;
  return wasQueued ? { sentAt, attempts, nextAttemptAt, lastError } : null;
}
