/** Sharing the work of a desk: claims, notes and calls by telephone. None of it moves a check. */
import { z } from 'zod';
import { EngineError } from '../engine-error.ts';
import { claimsOn, type Gateway, isOfTheTeam } from '../gateway/index.ts';
import { supplierSide } from '../market/index.ts';
import type { CallEntry, TeamEntry } from '../store/index.ts';
import { listed } from './listing.ts';
import { maySeeAddresses } from './looks.ts';
import { type Desk, operation } from './operation.ts';
import {
  askedMpan,
  askedMpid,
  instant,
  mpan,
  mpid,
  pageOf,
  paging,
  reason,
  wholeNumber,
} from './terms.ts';

/** Ours: as much as fits a screen; what is longer is a document, and has a place of its own. */
const textMax = 2_000;
const why = reason.optional().describe('why; it is kept in the journal');
const colleague = z.string().trim().min(1).max(60);
const claimant = z.string().nullable().describe('whose it is now; null: nobody\u2019s');

export const claim = operation({
  name: 'claim',
  group: 'Acts',
  summary: 'Claim MPANs that nobody has claimed, so that colleagues see who works on them',
  role: 'operator',
  takes: z.strictObject({ mpans: z.array(askedMpan).min(1).max(500), reason: why }),
  answers: z.strictObject({
    items: z.array(
      z
        .strictObject({
          mpan,
          means: z
            .enum(['claimed', 'own', 'taken', 'settled'])
            .describe('own: it was yours; taken: a colleague has it; settled: nothing is open'),
          claimedBy: claimant,
        })
        .meta({ id: 'ClaimResult' }),
    ),
  }),
  route: 'POST /claims',
  typed: '<mpans...>',
  example: { mpans: ['1200000001042'] },
  run: async ({ gateway, act }, { mpans, reason: because = null }) => ({
    items: await act(because, (deeds, by) => deeds.claim(gateway, mpans, by)),
  }),
});

const handed = z.strictObject({ mpan, claimedBy: claimant });

export const handOver = operation({
  name: 'hand-over',
  group: 'Acts',
  summary: 'Give an MPAN to a colleague; what another has claimed is taken with a reason',
  role: 'operator',
  takes: z.strictObject({
    mpan: askedMpan,
    to: colleague.describe('login of the colleague, or your own'),
    reason: why,
  }),
  answers: handed,
  route: 'POST /checks/:mpan/hand-over',
  typed: '<mpan> <to>',
  example: { mpan: '1200000001042', to: 'anna', reason: 'on leave from Monday' },
  problems: [409],
  run: async ({ gateway, act }, { mpan: of, to, reason: because = null }) =>
    act(because, (deeds, by) => deeds.handOver(gateway, of, to, by)),
});

export const release = operation({
  name: 'release',
  group: 'Acts',
  summary: 'Give a claim back, so that anybody may take it',
  role: 'operator',
  takes: z.strictObject({ mpan: askedMpan, reason: why }),
  answers: handed,
  route: 'POST /checks/:mpan/release',
  typed: '<mpan>',
  example: { mpan: '1200000001042' },
  problems: [409],
  run: async ({ gateway, act }, { mpan: of, reason: because = null }) =>
    act(because, (deeds, by) => deeds.handOver(gateway, of, null, by)),
});

const kept = z.strictObject({ mpan });

export const note = operation({
  name: 'note',
  group: 'Acts',
  summary: 'Keep a note on an MPAN for colleagues; it is no evidence, and is erased with the MPAN',
  role: 'operator',
  takes: z.strictObject({
    mpan: askedMpan,
    text: z.string().trim().min(1, 'a note needs words').max(textMax).describe('the note'),
    reason: why,
  }),
  answers: kept,
  route: 'POST /checks/:mpan/notes',
  typed: '<mpan> <text>',
  example: { mpan: '1200000001042', text: 'the landlord has the key' },
  problems: [404, 409],
  run: async ({ gateway, act }, { mpan: of, text, reason: because = null }) => {
    await act(because, (deeds, by) => deeds.addNote(gateway, of, text, by));
    return { mpan: of };
  },
});

export const call = operation({
  name: 'call',
  group: 'Acts',
  summary: 'Keep that somebody was chased by telephone about an MPAN: whom, and what was said',
  role: 'operator',
  takes: z.strictObject({
    mpan: askedMpan,
    party: askedMpid
      .optional()
      .describe('who was called; the other participant of the check, if left out'),
    whom: z.string().trim().min(1, 'say who was spoken to').max(200).describe('who was spoken to'),
    said: z.string().trim().min(1, 'say what was said').max(textMax).describe('what was said'),
    reason: why,
  }),
  answers: kept.extend({ party: mpid }),
  route: 'POST /checks/:mpan/calls',
  typed: '<mpan>',
  example: { mpan: '1200000001042', whom: 'the scheduling desk', said: 'visit booked for Friday' },
  problems: [404, 409],
  run: async ({ gateway, act }, { mpan: of, reason: because = null, party: named, ...said }) => {
    const party = named ?? (await calledAbout(gateway, of));
    await act(because, (deeds, by) => deeds.addCalls(gateway, [of], { ...said, party }, by));
    return { mpan: of, party };
  },
});

/** Ours: as many as one telephone call can be about. */
const callMax = 100;

export const callAbout = operation({
  name: 'call-about',
  group: 'Acts',
  summary:
    'Keep one call to a participant about several MPANs: what was said stands at each of them',
  role: 'operator',
  takes: z.strictObject({
    party: askedMpid,
    mpans: z.array(askedMpan).min(1).max(callMax),
    whom: call.takes.shape.whom,
    said: call.takes.shape.said,
    reason: why,
  }),
  answers: z.strictObject({ party: mpid, mpans: z.array(mpan) }),
  route: 'POST /chases/:party/calls',
  typed: '<party> <mpans...>',
  example: {
    party: 'MOPY',
    mpans: ['1200000001042'],
    whom: 'the scheduling desk',
    said: 'all of them next week',
  },
  problems: [404, 409],
  run: async ({ gateway, act }, { mpans, reason: because = null, ...told }) => {
    const all = [...new Set(mpans)];
    await act(because, (deeds, by) => deeds.addCalls(gateway, all, told, by));
    return { party: told.party, mpans: all };
  },
});

/** The other participant of the newest open check that names one. Throws NOT_POSSIBLE. */
async function calledAbout({ store, config }: Gateway, of: string): Promise<string> {
  for (const check of (await store.checks({ mpan: of, open: true })).toReversed()) {
    const party = config.role === supplierSide ? check.meterOperator : check.supplier;
    if (party !== null) return party;
  }
  throw new EngineError(
    'NOT_POSSIBLE',
    `no open check of MPAN ${of} names another participant`,
    'name who was called with party (--party)',
  );
}

export const callShape = z
  .strictObject({
    mpan,
    party: mpid,
    at: instant,
    who: z.string().describe('who called'),
    whom: z.string().nullable().describe('who was spoken to; null for a viewer'),
    said: z.string().nullable().describe('what was said; null for a viewer'),
  })
  .meta({ id: 'Call' });

/** Ours: what was said of a home is for those who act on it, as its address is. */
export const callOf = (
  { asker }: Pick<Desk, 'asker'>,
  { mpan: of, party, receivedAt, who, whom, said }: CallEntry,
): z.input<typeof callShape> => {
  const isShown = maySeeAddresses(asker);
  const words = isShown ? { whom, said } : { whom: null, said: null };
  return { mpan: of, party, at: receivedAt, who, ...words };
};

export const calls = operation({
  name: 'calls',
  group: 'Reports',
  summary: 'Whom at a participant we have called, about which MPAN, the last first',
  role: 'viewer',
  takes: z.strictObject({ party: askedMpid, ...paging }),
  answers: pageOf(callShape),
  route: 'GET /chases/:party/calls',
  typed: '<party>',
  example: { party: 'MOPY' },
  looks: ({ items }) => items.flatMap(({ mpan: of, said }) => (said === null ? [] : [of])),
  run: async (desk, { party, ...asked }) => {
    const { items, ...page } = await listed(asked, (place) =>
      desk.gateway.store.callsPage(party, place),
    );
    return { items: items.map((one) => callOf(desk, one)), ...page };
  },
});

export const team = operation({
  name: 'team',
  group: 'Checks',
  summary: 'Who has claimed an MPAN, its notes, and calls about it',
  role: 'viewer',
  takes: z.strictObject({ mpan: askedMpan }),
  answers: z.strictObject({
    mpan,
    claim: z
      .strictObject({
        who: z.string(),
        at: instant,
        by: z.string().describe('who claimed it, or handed it over'),
        reason: z.string(),
      })
      .nullable()
      .describe('null where nobody has claimed it, or it is settled'),
    isTextShown: z
      .boolean()
      .describe('false for a viewer, who sees no notes and no words of calls'),
    notes: z
      .array(
        z.strictObject({ at: instant, who: z.string(), text: z.string() }).meta({ id: 'Note' }),
      )
      .describe('the newest first'),
    calls: z.array(callShape).describe('the newest first'),
  }),
  route: 'GET /checks/:mpan/team',
  typed: '<mpan>',
  example: { mpan: '1200000001042' },
  looks: ({ mpan: of, isTextShown, notes, calls: told }) =>
    isTextShown && notes.length + told.length > 0 ? [of] : [],
  run: async (desk, { mpan: of }) => {
    const { gateway, asker } = desk;
    const isTextShown = maySeeAddresses(asker);
    const entries = await gateway.store.teamEntriesOf(of, ['note', 'call'], shownMax);
    const isCall = (entry: TeamEntry): entry is CallEntry => entry.kind === 'call';
    return {
      mpan: of,
      claim: await claimOf(gateway, of),
      isTextShown,
      notes: !isTextShown
        ? []
        : entries.flatMap((entry) =>
            entry.kind === 'note'
              ? [{ at: entry.receivedAt, who: entry.who, text: entry.text }]
              : [],
          ),
      calls: entries.filter(isCall).map((one) => callOf(desk, one)),
    };
  },
});

/** All that are kept of one MPAN. */
const shownMax = 500;

async function claimOf(gateway: Gateway, of: string) {
  const held = (await claimsOn(gateway, [of])).get(of);
  if (held === undefined) return null;
  const [last] = await gateway.store.teamEntriesOf(of, ['claim'], 1);
  return { ...held, by: last?.who ?? held.who, reason: last?.reason ?? '' };
}

export const claims = operation({
  name: 'claims',
  group: 'Work queue',
  summary: 'Who has claimed how much that is open',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
    items: z.array(
      z
        .strictObject({
          who: z.string(),
          checks: wholeNumber.describe('open checks'),
          items: wholeNumber.describe('open items of the work queue'),
          isOfTheTeam: z
            .boolean()
            .describe('false of who has no token any more: it counts as free'),
        })
        .meta({ id: 'ClaimsOfPerson' }),
    ),
  }),
  route: 'GET /claims',
  typed: '',
  example: {},
  run: async ({ gateway }) => ({
    items: (await gateway.store.claimCounts()).map((one) => ({
      ...one,
      isOfTheTeam: isOfTheTeam(gateway, one.who),
    })),
  }),
});
