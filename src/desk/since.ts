/** What came, breached and was decided since somebody was here last. */
import { z } from 'zod';
import { alertInWords } from '../account/index.ts';
import type { Instant } from '../calendar/index.ts';
import type { Counted, PageOrNone, Place } from '../store/index.ts';
import { actInList } from './acts.ts';
import { listed } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { askedInstant, counted, instant, mpan, pageOf, paging, wholeNumber } from './terms.ts';

/** Ours: who was never here sees the last day. */
const firstLookHours = 24;

const what = z.enum(['came', 'breached', 'decided']);

const newsShape = z
  .strictObject({
    at: instant,
    what,
    mpan: mpan.nullable(),
    who: z.string().nullable().describe('who decided it, or which participant sent it'),
    says: z.string(),
    reason: z.string().nullable().describe('of what was decided'),
    file: wholeNumber.nullable().describe('of what came: for GET /files/{id}'),
  })
  .meta({ id: 'News' });

export const since = operation({
  name: 'since',
  group: 'Desk',
  summary: 'What came, breached and was decided since you were last here, the last first',
  role: 'viewer',
  takes: z.strictObject({
    what: what.default('decided').describe('which of it is listed'),
    from: askedInstant.optional().describe('since then instead'),
    ...paging,
  }),
  answers: pageOf(newsShape).extend({
    lastHere: instant
      .nullable()
      .describe('your last page before you were away for an hour; null where that is not known'),
    from: instant.describe('since when this tells; a day ago where nothing is known'),
    came: counted,
    breached: counted,
    decided: counted,
  }),
  route: 'GET /since',
  typed: '',
  example: { what: 'breached' },
  run: async (desk, { what: which, from: asked, ...paged }) => {
    const { gateway, asker } = desk;
    const now = gateway.clock.now();
    gateway.looks.visit(asker.name, now);
    const lastHere = await gateway.looks.lastHere(asker.name);
    const from = asked ?? lastHere ?? dayBefore(now);
    const page = await listed(paged, (place) => pages[which](desk, from, place));
    return {
      ...page,
      lastHere,
      from,
      came: await count(desk, 'came', from),
      breached: await count(desk, 'breached', from),
      decided: await count(desk, 'decided', from),
    };
  },
});

const dayBefore = (now: Instant): Instant =>
  Temporal.Instant.from(now).subtract({ hours: firstLookHours }).toString();

type News = z.input<typeof newsShape>;
type Ask = (desk: Desk, from: Instant, place: Place) => Promise<PageOrNone<News>>;

const pages: Readonly<Record<z.output<typeof what>, Ask>> = {
  came: async ({ gateway: { store } }, from, place) => {
    const page = await store.filesPage({ from }, place);
    return mapped(page, ({ id, receivedAt, sender, name, outcome }) => ({
      ...nothing,
      at: receivedAt,
      what: 'came',
      who: sender,
      says: `${name}: ${outcome}`,
      file: id,
    }));
  },
  breached: async ({ gateway: { store } }, from, place) => {
    const page = await store.alertsPage({ kind: 'BREACHED', retracted: false, from }, place);
    return mapped(page, (alert) => ({
      ...nothing,
      at: alert.at,
      what: 'breached',
      mpan: alert.mpan,
      who: alert.party,
      says: alertInWords(alert),
    }));
  },
  decided: async ({ gateway: { store } }, from, place) => {
    const page = await store.actsPage({ from, moves: true }, place);
    return mapped(page, (event) => {
      const { at, who, says, isProposal, mpan: of, reason } = actInList(event);
      const words = isProposal ? `propose to ${says}` : says;
      return { ...nothing, at, what: 'decided', mpan: of, who, says: words, reason };
    });
  },
};

const nothing = { mpan: null, who: null, reason: null, file: null };

const mapped = <T>(page: PageOrNone<T>, newsOf: (item: T) => News): PageOrNone<News> =>
  page === null ? null : { ...page, items: page.items.map(newsOf) };

const count = async (desk: Desk, which: z.output<typeof what>, from: Instant): Promise<Counted> =>
  (await listed({ limit: 1 }, (place) => pages[which](desk, from, place))).counted;
