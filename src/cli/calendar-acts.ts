/**
 * `pawl calendar undo` takes back the bank holidays that were merged last, and `pawl calendar accept`
 * merges a feed that was refused. Without a reason both only show what that would change.
 */
import type { Deeds } from '../desk/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type CalendarPreview, previewAccept, previewUndo } from '../rules/index.ts';
import { dayInWords, newYearInWords } from '../words.ts';
import { type ActOptions, acting } from './act.ts';
import { checkInWords } from './config-history.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

/** Ours: as many as a person reads; the number of all is told too. */
const shownMax = 50;

export const calendarUndo = (options: ActOptions): Promise<number> =>
  shownThenDone(options, async (gateway, most) => {
    const found = await previewUndo(gateway, most);
    const { source, mergedAt, proposedBy } = found.undoable;
    const merged = instantInWords(gateway.rules.zone, mergedAt);
    return {
      found,
      proposedBy,
      title: `calendar/${source}, merged ${merged}. Without it:`,
      json: { source, mergedAt, proposedBy },
      does: (deeds, at, act) => deeds.undoCalendar(at, act),
      done: `calendar/${source} is taken back.`,
    };
  });

export const calendarAccept = (name: string, options: ActOptions): Promise<number> =>
  shownThenDone(options, async (gateway, most) => {
    const found = await previewAccept(gateway, name, most);
    const { name: source, sha256, why, proposedBy } = found.feed;
    return {
      found,
      proposedBy,
      title: `calendar/${source} is refused: ${why}. With it:`,
      json: { source, sha256, why, proposedBy },
      does: (deeds, at, act) => deeds.acceptFeed(at, source, sha256, act),
      done: `calendar/${source} is accepted and merged; pawl calendar undo takes it back.`,
    };
  });

interface Shown {
  readonly found: CalendarPreview;
  readonly title: string;
  readonly proposedBy: string | null;
  /** What JSON says of it besides what it changes. */
  readonly json: object;
  readonly does: (
    deeds: Deeds,
    gateway: Gateway,
    act: Parameters<Deeds['undoCalendar']>[1],
  ) => Promise<{ readonly kind: string }>;
  readonly done: string;
}

async function shownThenDone(
  options: ActOptions,
  previewed: (gateway: Gateway, most: number) => Promise<Shown>,
): Promise<number> {
  const isJson = options.json === true;
  const shown = await atDesk(options.workspace, async (gateway) => {
    const one = await previewed(gateway, isJson ? Number.POSITIVE_INFINITY : shownMax);
    if (!isJson) tell(one);
    else if (options.reason === undefined) sayJson({ ...one.json, ...forJson(one.found) });
    return one;
  });
  if (options.reason === undefined) {
    if (!isJson) say('Nothing is done yet: --reason TEXT says why, and does it.');
    return 0;
  }
  const done = await acting(options, async (gateway, act, deeds) => {
    const did = await shown.does(deeds, gateway, act);
    const isProposed = did.kind === 'proposed';
    if (!isJson)
      say(isProposed ? 'Proposed: it counts when another person does the same.' : shown.done);
    return did;
  });
  if (isJson) sayJson(done);
  return 0;
}

function tell({ found, title, proposedBy }: Shown): void {
  const { days, lostYears, newYears, checks: all, shown, held } = found;
  say(title);
  for (const day of days) say(`  ${dayInWords(day)}`);
  for (const { division, year } of lostYears) say(`  ${division}: ${year} is not known any more`);
  for (const year of newYears) say(`  ${newYearInWords(year)}`);
  for (const check of shown) {
    say(checkInWords(check));
    for (const reason of check.why) say(`  because of ${reason}`);
  }
  for (const mpan of held) say(`MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`);
  const part = shown.length < all ? `, the first ${shown.length} of them above` : '';
  say(`${count(all, 'check')} would change${part}.`);
  if (proposedBy !== null) say(`Proposed by ${proposedBy}; another person does the same.`);
}

const forJson = ({ days, lostYears, newYears, checks, shown, held }: CalendarPreview) => ({
  days,
  lostYears,
  newYears,
  checks: shown,
  changed: checks,
  held,
});
