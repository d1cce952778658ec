/** What waits for a person beside the calendar: feeds that were refused, and a proposal to take one back. */
import { acceptableFeeds, acceptanceOf, type Gateway, undoableCalendar } from '../gateway/index.ts';
import type { Waiting } from './waiting.ts';

export async function waitingCalendars(gateway: Gateway): Promise<Waiting[]> {
  const about = { kind: 'calendar', mpan: '', items: 1, stage: null, dueOn: null } as const;
  const refused = (await acceptableFeeds(gateway)).map(
    ({ name, why, at, proposedBy, proposedAt }): Waiting => ({
      ...about,
      id: `calendar/${name}`,
      what: proposedBy === null ? 'FEED_REFUSED' : 'SECOND_PERSON_NEEDED',
      says:
        proposedBy === null
          ? `calendar/${name} is not merged: ${why}`
          : `${proposedBy} proposed to accept calendar/${name}: ${why}`,
      since: proposedAt ?? at,
      notBy: proposedBy === null ? [] : [proposedBy],
      answer: acceptanceOf(name),
    }),
  );
  const undoable = await undoableCalendar(gateway);
  if (undoable === null || undoable.proposedBy === null) return refused;
  const { source, proposedBy, proposedAt, mergedAt } = undoable;
  const undo: Waiting = {
    ...about,
    id: 'calendar/undo',
    what: 'SECOND_PERSON_NEEDED',
    says: `${proposedBy} proposed to take calendar/${source} back`,
    since: proposedAt ?? mergedAt,
    notBy: [proposedBy],
    answer: 'pawl calendar undo --reason …',
  };
  return [...refused, undo];
}
