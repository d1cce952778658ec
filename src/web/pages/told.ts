/**
 * What a page says after somebody has done something. The address names it by a code of this list
 * and by numbers, so that nobody can put words into a page; and it is said only of what was done.
 */
import type { MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { count } from '../../words.ts';
import { toldNames } from '../back.ts';
import type { Context, Env } from '../context.ts';
import type { Html } from './layout.ts';

const texts = {
  decidedMany: 'Decided.',
  decided: 'Decided. The journal keeps it, with your name and reason.',
  cancelled: 'Cancelled. The journal keeps it, with your name and reason.',
  accepted: 'Accepted. The journal keeps it, with your name and reason.',
  dismissed: 'Dismissed. The journal keeps it, with your name and reason.',
  noted: 'Noted in the journal; it does not move the check.',
  exception:
    'Kept in the journal, but it does not fit the state of the check: it is an open Exception now.',
  proposed: 'Proposed. It counts when another person does the same.',
  approved: 'Approved.',
  keptBack: 'Undone: it will not go out, and waits for approval again.',
  takenBack: 'Taken back: it counts as if it had never been decided. The journal keeps both.',
  takenBackMany: 'Taken back: what it was about waits again. The journal keeps both.',
  nothingChosen: 'Nothing was chosen, so nothing was done.',
  brought: 'Brought in. It is taken in with the next pass, and then stands in this list.',
  again: 'It is taken in again with the next pass. The list of files shows what becomes of it.',
  counted: 'All of it was applied before: a duplicate, so there is nothing to do.',
  undone:
    'Taken back. Deadlines are counted again with the next pass. The list of calendars keeps it, with your name and reason.',
  feedAccepted:
    'Accepted. Deadlines are counted again with the next pass. The list of calendars keeps it, with your name and reason.',
  merged:
    'Merged. Checks are read again with the next pass. The list of merges keeps it, with your name and reason.',
  rewritten: 'It is written into outbox/ again with the next pass, the same bytes.',
  there: 'It is still in outbox/: there is nothing to do.',
  claimed: 'Yours: colleagues see that you work on it.',
  handedOver: 'Handed over.',
  released: 'Given back: anybody may claim it.',
  kept: 'Kept.',
  viewSaved: 'The view is saved: it stands above the list.',
  viewDropped: 'The view is dropped.',
} as const;
export type DoneCode = keyof typeof texts;

interface Approved {
  readonly sent: number;
  readonly approved?: number;
  readonly proposed: number;
  readonly own: number;
}

/** Of one decision about many reports. */
interface DecidedMany {
  readonly decided: number;
  readonly proposed: number;
  readonly own: number;
}

/** Of a group that was dismissed. */
interface OfGroup {
  readonly items: number;
  readonly leftOut: number;
}

/** Of an act that led on: the MPAN that it was about. */
interface About {
  readonly of: string;
}

/** Where to go after an act, with what is to be said there. */
export const toldAt = (
  path: string,
  told: DoneCode,
  more: Approved | DecidedMany | OfGroup | About | null = null,
): string => withQuery(path, { did: told, ...more });

/** Ours: of an act so long ago nobody's page still tells. */
const doneMax = 10_000;

const keyOf = ({ pathname, searchParams }: URL, who: string): string =>
  JSON.stringify([who, pathname, ...toldNames.map((name) => searchParams.get(name))]);

/**
 * Remembers where what somebody did is told, and to whom: no address tells of what nobody did, nor a
 * colleague who was sent it.
 */
export function doneHere(): MiddlewareHandler<Env> {
  const done = new Set<string>();
  return async (context, next) => {
    const { name: who } = context.get('person');
    context.set('isDone', (address) => done.has(keyOf(address, who)));
    await next();
    const to = context.res.headers.get('location');
    if (context.req.method !== 'POST' || to === null) return;
    done.add(keyOf(new URL(to, context.req.url), who));
    const [first] = done;
    if (done.size > doneMax && first !== undefined) done.delete(first);
  };
}

/** An address with more in its query. */
function withQuery(path: string, more: Readonly<Record<string, string | number>>): string {
  const { pathname, searchParams } = new URL(path, 'http://pawl.invalid');
  for (const [name, value] of Object.entries(more)) searchParams.set(name, String(value));
  return `${pathname}?${searchParams.toString()}`;
}

export function notice(context: Context): Html | '' {
  const { req } = context;
  const did = req.query('did') ?? '';
  if (!Object.hasOwn(texts, did) || !context.get('isDone')(new URL(req.url))) return '';
  const says =
    did === 'approved'
      ? approvedInWords(req.query())
      : did === 'decidedMany'
        ? decidedInWords(req.query())
        : texts[did as DoneCode];
  const of = /^\d{13}$/.exec(req.query('of') ?? '')?.[0];
  const about = of === undefined ? '' : html`MPAN <a class="mpan" href="/checks/${of}">${of}</a>: `;
  return html`<div class="notice good" role="status"><p>${about}${says}${ofGroup(req.query())}</p></div>`;
}

/** How much of a group it was about, and what was not as it had been looked at. */
function ofGroup(query: Readonly<Record<string, string>>): string {
  const [items, leftOut] = [numberIn(query, 'items'), numberIn(query, 'leftOut')];
  return [
    items === 0 ? '' : ` It was about ${count(items, 'item')}.`,
    leftOut === 0
      ? ''
      : ` Left out ${count(leftOut, 'item')}, which came or moved on since you looked: look again.`,
  ].join('');
}

const numberIn = (query: Readonly<Record<string, string>>, name: string): number =>
  /^\d{1,6}$/.test(query[name] ?? '') ? Number(query[name]) : 0;

function decidedInWords(query: Readonly<Record<string, string>>): string {
  const [decided, proposed, own] = ['decided', 'proposed', 'own'].map((name) =>
    numberIn(query, name),
  ) as [number, number, number];
  return [
    decided === 0
      ? ''
      : `Decided ${count(decided, 'report')}. The journal of each MPAN keeps it, with your name and reason.`,
    proposed === 0
      ? ''
      : `Proposed for ${count(proposed, 'report')}: it counts when another person does the same.`,
    own === 0
      ? ''
      : `${count(own, 'report')} proposed by you before; another person must do the same.`,
  ]
    .join(' ')
    .trim();
}

const themOf = (flows: number): string => (flows === 1 ? 'it' : 'them');

function approvedInWords(query: Readonly<Record<string, string>>): string {
  const number = (name: keyof Approved): number => numberIn(query, name);
  const [sent, proposed, own] = [number('sent'), number('proposed'), number('own')];
  const approved = number('approved');
  return [
    approved === 0
      ? ''
      : `Approved ${count(approved, 'flow')}: the gateway writes ${themOf(approved)} into outbox/ once that can no longer be undone.`,
    sent === 0
      ? ''
      : `Approved ${count(sent, 'flow')}: the gateway writes ${themOf(sent)} into outbox/.`,
    proposed === 0
      ? ''
      : `${count(proposed, 'flow')} approved by you; another person must approve too.`,
    own === 0
      ? ''
      : `${count(own, 'flow')} drafted or approved by you before; another person must approve.`,
  ]
    .join(' ')
    .trim();
}
