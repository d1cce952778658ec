/**
 * Reports that are due by now, written into reports/. What was written last is a note in the store;
 * a crash between the file and the note writes the same file again under the same name.
 */

import type { ReportPlan } from '../config/index.ts';
import { faultPoint } from '../fault-point.ts';
import type { Gateway } from '../gateway/index.ts';
import { writeReport } from './files.ts';
import { type Days, dueBetween } from './schedule.ts';

/** Writes what is due. Returns the paths below the workspace. */
export async function writeScheduled(gateway: Gateway): Promise<string[]> {
  const written: string[] = [];
  let failed: { readonly error: unknown } | null = null;
  for (const plan of gateway.config.reports) {
    try {
      faultPoint('report', plan.report);
      await writePlan(gateway, plan, written);
    } catch (error) {
      // One report that cannot be made holds back no other; it is told of, and tried again.
      failed ??= { error };
    }
  }
  if (failed !== null) throw failed.error;
  return written;
}

async function writePlan(gateway: Gateway, plan: ReportPlan, written: string[]): Promise<void> {
  const { store, clock } = gateway;
  const note = noteOf(plan);
  const now = clock.now();
  const last = await store.note(note);
  // A plan that was not known before begins now: nothing was missed.
  if (last === null) await store.setNote(note, now);
  for (const due of dueBetween(daysOf(gateway), plan, last ?? now, now)) {
    const { report, format } = plan;
    written.push(await writeReport(gateway, { report, format, ...due }));
    await store.setNote(note, due.dueAt);
  }
}

/** The Working Days of the participant itself: those of the calendar of all MPANs. */
export const daysOf = ({ rules }: Gateway): Days => ({
  calendar: rules.calendarFor('', null),
  zone: rules.zone,
});

/** A plan is known by all it says: one that was changed is another. */
const noteOf = ({ report, format, every, at, period }: ReportPlan): string =>
  ['report', report, format, every, at, period ?? ''].join('/');
