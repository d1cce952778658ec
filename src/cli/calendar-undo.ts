/**
 * `pawl calendar undo`: takes back the bank holidays that were merged last. Without a reason it only
 * shows what that would change.
 */
import { nothingToUndo } from '../gateway/index.ts';
import { type PreviewedCheck, previewUndo, type UndoPreview } from '../rules/index.ts';
import { dayInWords } from '../words.ts';
import { type ActOptions, acting } from './act.ts';
import { checkInWords } from './config-history.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

/** Ours: as many as a person reads; the number of all is told too. */
const shownMax = 50;

export async function calendarUndo(options: ActOptions): Promise<number> {
  await atDesk(options.workspace, async (gateway) => {
    const checks: PreviewedCheck[] = [];
    const found = await previewUndo(gateway, async (check) => {
      if (checks.length < shownMax || options.json === true) checks.push(check);
    });
    if (found === null) throw nothingToUndo();
    if (options.json !== true) tell(gateway.rules.zone, found, checks);
    else if (options.reason === undefined) sayJson(forJson(found, checks));
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
  { undoable, days, lostYears, checks: all, held }: UndoPreview,
  checks: readonly PreviewedCheck[],
): void {
  const { source, mergedAt, proposedBy } = undoable;
  say(`calendar/${source}, merged ${instantInWords(zone, mergedAt)}. Without it:`);
  for (const day of days) say(`  ${dayInWords(day)}`);
  for (const { division, year } of lostYears) say(`  ${division}: ${year} is not known any more`);
  for (const check of checks) {
    say(checkInWords(check));
    for (const reason of check.why) say(`  because of ${reason}`);
  }
  for (const mpan of held) say(`MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`);
  const shown = checks.length < all ? `, the first ${checks.length} of them above` : '';
  say(`${count(all, 'check')} would change${shown}.`);
  if (proposedBy !== null) say(`Proposed by ${proposedBy}; another person does the same.`);
}

const forJson = (
  { undoable, days, lostYears, checks: all, held }: UndoPreview,
  checks: readonly PreviewedCheck[],
) => ({
  source: undoable.source,
  mergedAt: undoable.mergedAt,
  proposedBy: undoable.proposedBy,
  days,
  lostYears,
  checks,
  changed: all,
  held,
});
