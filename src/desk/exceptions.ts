/** The work queue, and what was settled. */
import { z } from 'zod';
import type { Gateway } from '../gateway/index.ts';
import { exceptionCodes } from '../process/index.ts';
import type { StoredException } from '../store/index.ts';
import { claimantOf, whoseAsked, claimFilter } from './claims.ts';
import { groupsOf } from './exception-groups.ts';
import { exceptionRowShape, itemGroupShape } from './list-shapes.ts';
import { given, listed } from './listing.ts';
import { operation } from './operation.ts';
import { askedMpan, askedMpid, exceptionCode, pageOf, paging } from './terms.ts';

export const exceptions = operation({
  name: 'exceptions',
  group: 'Work queue',
  summary: 'Exceptions; open ones, the longest waiting first, or all, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    open: z
      .enum(['true', 'false', 'yes', 'no', 'any'])
      .default('true')
      .describe('no: what is settled, and notes; any: those too'),
    code: exceptionCode.optional(),
    sender: askedMpid.optional().describe('whose flow gave rise to it'),
    mpan: askedMpan.optional(),
    claim: whoseAsked,
    ...paging,
  }),
  answers: pageOf(exceptionRowShape).extend({
    groups: z
      .array(itemGroupShape)
      .describe(
        'of open ones: groups that are not listed one by one unless their sender is named, and those that somebody proposed to dismiss',
      ),
  }),
  route: 'GET /exceptions',
  typed: '',
  example: { code: 'REPORT_UNCLEAR' },
  run: async (desk, { limit, cursor, open: asked, claim: whose, ...filter }) => {
    const { gateway } = desk;
    const claim = claimFilter(desk, whose);
    // What is settled is nobody's.
    const open =
      claim === undefined && asked === 'any' ? undefined : asked !== 'false' && asked !== 'no';
    const groups =
      open === true && filter.mpan === undefined && whose === undefined
        ? await groupsOf(gateway, filter)
        : [];
    const counted = filter.sender === undefined ? groups.filter((one) => !one.isListed) : [];
    const without = counted.length === 0 ? undefined : counted;
    const { items, next } = await listed({ limit, cursor }, (place) =>
      gateway.store.exceptionsPage(given({ ...filter, open, without, claim }), place),
    );
    return {
      items: items.map((row) => exceptionRow(gateway, row)),
      next,
      groups: groups.filter((one) => counted.includes(one) || one.notBy.length > 0),
    };
  },
});

const exceptionRow = (
  gateway: Gateway,
  row: StoredException,
): z.output<typeof exceptionRowShape> => {
  const { id, mpan, supplier, sequence, code, at, detail, open, sender = null } = row;
  const claimedBy = { claimedBy: claimantOf(gateway, row) };
  return {
    id,
    mpan,
    supplier,
    sequence,
    code,
    at,
    detail,
    sender,
    open,
    ...claimedBy,
    ...exceptionCodes[code],
  };
};
