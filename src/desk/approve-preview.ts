/** What an approval would let go: to whom, how many, and each file as it would be written. */
import { z } from 'zod';
import { shownPartOfSent } from '../account/index.ts';
import { chosenFlows, type OwedFlow, previewFiles, seenOf } from '../gateway/index.ts';
import { chosenOf, whichFlows } from './approvals.ts';
import { claimedByOthers, othersAmong } from './claims.ts';
import { looksAtLines, partShape } from './file-lines.ts';
import { maySeeAddresses } from './looks.ts';
import { operation } from './operation.ts';
import { flow, localDate, mpan, mpid, wholeNumber } from './terms.ts';

/** Ours: of each file the beginning is shown in words, and so many flows are named. */
const linesShown = 60;
const flowsNamed = 500;

export const approvePreview = operation({
  name: 'approve preview',
  group: 'Work queue',
  summary: 'What an approval would let go: recipients, counts, and the flows in words',
  role: 'viewer',
  takes: z.strictObject({
    ids: z
      .string()
      .min(1)
      .max(400_000)
      .optional()
      .describe('only these: ids of owed flows or MPANs, separated by commas'),
    ...whichFlows,
  }),
  answers: z
    .strictObject({
      number: wholeNumber.describe('how many flows'),
      seen: z.string().describe('names these flows as they are drafted, for POST /approvals'),
      undoSeconds: wholeNumber.describe('how long they can be undone; 0: they are written at once'),
      claimedByOthers,
      files: z.array(
        z.strictObject({
          flow,
          to: mpid,
          toRole: z.string(),
          number: wholeNumber,
          beginning: partShape.nullable().describe('null where a fault of Pawl holds one of them'),
        }),
      ),
      flows: z
        .array(
          z.strictObject({
            id: z.string(),
            mpan,
            flow,
            to: mpid,
            dueOn: localDate.nullable(),
            mended: z.array(z.string()),
          }),
        )
        .describe('the first five hundred'),
    })
    .meta({ id: 'ApprovalPreview' }),
  route: 'GET /approvals/preview',
  typed: { no: 'pawl approve --dry-run lists what it would let go' },
  example: { flow: 'D0142' },
  problems: [404],
  looks: ({ files }) =>
    files.flatMap(({ beginning }) => (beginning === null ? [] : looksAtLines(beginning))),
  run: async (desk, { ids, ...which }) => {
    const { gateway, asker } = desk;
    const asked = chosenOf(desk, ids?.split(',') ?? [], which);
    const isAll = ids === undefined && Object.keys(asked).length === 1;
    const named = await chosenFlows(gateway, isAll ? { ...asked, ids: ['all'] } : asked);
    const flows = named.filter(({ approval }) => approval === null);
    const { send, undoSeconds } = gateway.config;
    const files = previewFiles(gateway, flows).map(async ({ file, batch }) => ({
      flow: batch.draft.flow,
      to: batch.draft.toMpid ?? '',
      toRole: batch.draft.toRole,
      number: batch.number,
      beginning:
        file === null
          ? null
          : {
              from: 1,
              to: linesShown,
              ...(await shownPartOfSent(gateway, file, {
                from: 1,
                to: linesShown,
                withAddresses: maySeeAddresses(asker),
              })),
            },
    }));
    return {
      number: flows.length,
      seen: seenOf(flows),
      undoSeconds: send === 'automatic' ? 0 : undoSeconds,
      claimedByOthers: await othersAmong(
        desk,
        flows.map(({ mpan: of }) => of),
      ),
      files: await Promise.all(files),
      flows: flows.slice(0, flowsNamed).map(namedFlow),
    };
  },
});

const namedFlow = ({ id, mpan: of, draft, dueOn }: OwedFlow) => ({
  id,
  mpan: of,
  flow: draft.flow,
  to: draft.toMpid ?? '',
  dueOn,
  mended: [...draft.mended],
});
