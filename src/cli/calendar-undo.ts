/**
 * `pawl calendar undo`: takes back the bank holidays that were merged last. Without a reason it only
 * shows what that would change.
 */
import { previewUndo, type UndoPreview } from '../rules/index.ts';
import { dayInWords } from '../words.ts';
import { type ActOptions, acting } from './act.ts';
import { checkInWords } from './config-history.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

/** Ours: as many as a person reads; the number of all is told too. */
const shownMax = 50;

export async function calendarUndo(options: ActOptions): Promise<number> {
  await atDesk(options.workspace, async (gateway) => {
    const most = options.json === true ? Number.POSITIVE_INFINITY : shownMax;
    const found = await previewUndo(gateway, most);
    if (options.json !== true) tell(gateway.rules.zone, found);
    else if (options.reason === undefined) sayJson(forJson(found));
  });
  if (options.reason === undefined) {
    if (options.json !== true) say('Nothing is done yet: --reason TEXT says why, and does it.');
    return 0;
  }
  const done = await acting(options, async (gateway, act, deeds) => {
    const undone = await deeds.undoCalendar(gateway, act);
    if (options.json !== true) {
      say(
        undone.kind === 'undone'
          ? `calendar/${undone.source} is taken back.`
          : 'Proposed: it counts when another person does the same.',
      );
    }
    return undone;
  });
  if (options.json === true) sayJson(done);
  return 0;
}

function tell(
  zone: string,
  { undoable, days, lostYears, checks: all, shown, held }: UndoPreview,
): void {
  const { source, mergedAt, proposedBy } = undoable;
  say(`calendar/${source}, merged ${instantInWords(zone, mergedAt)}. Without it:`);
  for (const day of days) say(`  ${dayInWords(day)}`);
  for (const { division, year } of lostYears) say(`  ${division}: ${year} is not known any more`);
  for (const check of shown) {
    say(checkInWords(check));
    for (const reason of check.why) say(`  because of ${reason}`);
  }
  for (const mpan of held) say(`MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`);
  const part = shown.length < all ? `, the first ${shown.length} of them above` : '';
  say(`${count(all, 'check')} would change${part}.`);
  if (proposedBy !== null) say(`Proposed by ${proposedBy}; another person does the same.`);
}

const forJson = ({ undoable, days, lostYears, checks, shown, held }: UndoPreview) => ({
  source: undoable.source,
  mergedAt: undoable.mergedAt,
  proposedBy: undoable.proposedBy,
  days,
  lostYears,
  checks: shown,
  changed: checks,
  held,
});
