/**
 * Accepting a bank-holiday feed that was refused: a person knows that a day was withdrawn, or that a
 * feed covers part of a year on purpose. What is accepted is the very feed that was looked at, by its
 * digest. It is merged as any other, with who and why, and is taken back as any other.
 */
import { join } from 'node:path';
import { type BankHolidays, mergeBankHolidays } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { sha256Of } from '../files/index.ts';
import { isSamePerson } from '../process/index.ts';
import { readRegular } from '../regular-file.ts';
import type { Notes, StoredCalendar } from '../store/index.ts';
import { type Act, refuseUnclearLogin } from './act.ts';
import { noted, undoneNote } from './calendar-undo.ts';
import { commitAt } from './commit-at.ts';
import type { Gateway } from './gateway.ts';

/** A feed that lies in calendar/ and was not merged, though it can be read. */
export interface RefusedFeed {
  readonly name: string;
  readonly sha256: string;
  readonly why: string;
  readonly at: string;
  readonly bankHolidays: BankHolidays;
}

/** A refused feed as it waits for a person, and what is in force once it is accepted. */
export interface AcceptableFeed extends RefusedFeed {
  /** Who proposed to accept it already, under four eyes. */
  readonly proposedBy: string | null;
  readonly proposedAt: string | null;
  readonly merged: BankHolidays;
}

interface AcceptedFeed {
  readonly kind: 'accepted' | 'proposed';
  readonly source: string;
}

interface Proposal {
  readonly who: string;
  readonly sha256: string;
  /** How many calendars there were: with another one it is another question. */
  readonly place: number;
  readonly at: string;
}

const refusedNote = 'calendar-feeds-refused';
const proposalNote = 'calendar-accept-proposed';

/** Ours: more than a few at once are for whoever drops them to sort out. */
const keptMax = 5;
/** Ours: ten times the days of the feed that the government publishes. */
const daysMaxChars = 100_000;

/** What a person types to accept a feed. */
export const acceptanceOf = (name: string): string =>
  `pawl calendar accept ${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)} --reason …`;

/** Keeps what was refused, so that people are shown it wherever they look. */
export async function keepRefused(
  { store }: { readonly store: Notes },
  refused: readonly RefusedFeed[],
): Promise<void> {
  const note = (await store.note(refusedNote)) ?? '';
  const before = (noted(note) ?? []) as RefusedFeed[];
  const kept = refused
    .filter(({ bankHolidays }) => JSON.stringify(bankHolidays).length <= daysMaxChars)
    .slice(0, keptMax)
    // It has waited since it was refused first.
    .map((feed) => ({ ...feed, at: before.find((one) => isSame(one, feed))?.at ?? feed.at }));
  const text = kept.length === 0 ? '' : JSON.stringify(kept);
  if (note !== text) await store.setNote(refusedNote, text);
}

const isSame = (one: RefusedFeed, other: RefusedFeed): boolean =>
  one.name === other.name && one.sha256 === other.sha256;

/** The feeds that wait for a person to accept them or to take them away. */
export async function acceptableFeeds({ store, calendars }: Gateway): Promise<AcceptableFeed[]> {
  const refused = (noted(await store.note(refusedNote)) ?? []) as RefusedFeed[];
  if (refused.length === 0) return [];
  const place = (await store.calendars()).length;
  const proposal = noted(await store.note(proposalNote)) as Proposal | null;
  return refused.map((feed) => {
    const isProposed = proposal?.sha256 === feed.sha256 && proposal.place === place;
    return {
      ...feed,
      proposedBy: isProposed ? proposal.who : null,
      proposedAt: isProposed ? proposal.at : null,
      merged: mergeBankHolidays(calendars.newest(), feed.bankHolidays),
    };
  });
}

/** Throws NOT_FOUND where no such feed waits. */
export async function acceptableFeed(gateway: Gateway, name: string): Promise<AcceptableFeed> {
  const feeds = await acceptableFeeds(gateway);
  const bare = name.replace(/^calendar\//, '');
  const found = feeds.find((feed) => feed.name === bare);
  if (found !== undefined) return found;
  throw new EngineError(
    'NOT_FOUND',
    `no refused bank-holiday feed ${bare} waits in calendar/`,
    feeds.length === 0
      ? 'a feed is looked at in the pass after it was put there; pawl queue shows what waits'
      : `there are: ${feeds.map((feed) => feed.name).join(', ')}`,
  );
}

/** `sha256`: of the feed that was looked at. Throws NOT_POSSIBLE where another lies there by now. */
export async function acceptFeed(
  gateway: Gateway,
  name: string,
  sha256: string,
  act: Act,
): Promise<AcceptedFeed> {
  const { store, clock, config, log } = gateway;
  const { length: calendarsBefore } = await store.calendars();
  const feed = await acceptableFeed(gateway, name);
  if (feed.sha256 !== sha256 || !liesThere(gateway, feed)) throw isAnother(feed.name);
  const { who, reason } = act;
  const { proposedBy } = feed;
  const now = clock.now();
  if (config.fourEyes) {
    refuseUnclearLogin(who);
    if (proposedBy === null) {
      const proposal: Proposal = { who, sha256, place: calendarsBefore, at: now };
      await store.setNote(proposalNote, JSON.stringify(proposal));
      log.info({ file: feed.name, login: who }, 'accepting a bank-holiday feed is proposed');
      return { kind: 'proposed', source: feed.name };
    }
    if (isSamePerson(proposedBy, who)) throw needsAnother(who, feed.name);
  }
  const accepted = { who, reason, ...(proposedBy === null ? {} : { proposedBy }) };
  const bankHolidays = feed.merged;
  const calendar: StoredCalendar = {
    mergedAt: now,
    source: feed.name,
    sha256,
    bankHolidays,
    accepted,
  };
  const token = `calendar ${calendarsBefore} ${sha256}`;
  const parts = { calendar, wakeAllOpen: true, calendarsBefore, token };
  // Another feed came in between: this one is merged with that.
  if ((await commitAt(gateway, now, parts)) === 'conflict') {
    return acceptFeed(gateway, name, sha256, act);
  }
  await store.setNote(undoneNote, `${now} accepted ${sha256.slice(0, 16)}`);
  await store.setNote(proposalNote, '');
  const others = (noted(await store.note(refusedNote)) ?? []) as RefusedFeed[];
  await keepRefused(
    gateway,
    others.filter((one) => !isSame(one, feed)),
  );
  log.info({ file: feed.name, login: who }, 'refused bank-holiday feed accepted');
  return { kind: 'accepted', source: feed.name };
}

/** Ours: thirty times the feed that the government publishes. */
export const feedMaxBytes = 4_000_000;

function liesThere({ workspace }: Gateway, { name, sha256 }: RefusedFeed): boolean {
  const read = readRegular(join(workspace, 'calendar', name), feedMaxBytes);
  return 'bytes' in read && sha256Of(read.bytes) === sha256;
}

const isAnother = (name: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `calendar/${name} is not the feed that was looked at: it was changed or taken away`,
    'look again: pawl calendar accept without --reason shows what it changes',
  );

const needsAnother = (who: string, name: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `${who} has already proposed to accept calendar/${name}`,
    'with fourEyes another person must do the same',
  );
