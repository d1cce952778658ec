/**
 * The flows this gateway's participant owes, drafted from what is known: notifications, visits, the
 * last known meter. A mandatory item that nothing supplies is named as missing, never invented, and
 * a value that no flow can hold is named as unfit, never sent.
 */
import type { Instant } from '../calendar/index.ts';
import { supplierSide } from '../market/index.ts';
import { exceptionId } from './advance.ts';
import { type CheckState, isAwaited, openStage, outstanding } from './check.ts';
import { draftD0002, draftD0150, draftD0221, isFailedVisit } from './draft-answers.ts';
import type { DraftContent, OwedDraft } from './draft-parts.ts';
import { draftD0001, draftD0142 } from './draft-requests.ts';
import { holdsCheck } from './exception.ts';
import { lettersFor } from './letters.ts';
import { catalogueFor } from './role.ts';
import { stageOf } from './machine.ts';
import type { MpanState, ProcessRules } from './state.ts';
import { readVisits, reportingFlows, type VisitsRead, visitsToReport } from './visits.ts';

/** What is owed for a check just now, and why what engineers found cannot be reported. */
export interface Drafting {
  readonly drafts: readonly OwedDraft[];
  /** The visits that cannot all be true, while nothing is sent of them. */
  readonly contradicted: VisitsRead['contradiction'];
  /** What was found where nothing owed can say it. */
  readonly unreported: { readonly id: string; readonly at: Instant; readonly says: string } | null;
}

export const nothingDrafted: Drafting = { drafts: [], contradicted: null, unreported: null };

/** Nothing is drafted while the check is held or waits for somebody else. */
export function draftsFor(
  given: ProcessRules,
  state: MpanState,
  check: CheckState,
  now: Instant,
): Drafting {
  if (!mayDraft(given, state, check, now)) return nothingDrafted;
  // What is written is written by the definitions of its day.
  const rules = { ...given, catalogue: catalogueFor(given, now) };
  const owed: Contents =
    rules.participant.role === supplierSide
      ? { ...nothingDrafted, drafts: requests(rules, state, check) }
      : answers(rules, state, check);
  return { ...owed, drafts: owed.drafts.map((one) => addressed(rules, state, one, now)) };
}

interface Contents extends Omit<Drafting, 'drafts'> {
  readonly drafts: readonly DraftContent[];
}

/** Puts the letters onto a draft; one that nobody knows is missing, like any other item. */
function addressed(
  rules: ProcessRules,
  state: MpanState,
  content: DraftContent,
  now: Instant,
): OwedDraft {
  const { fromRole, toRole } = lettersFor(rules, state, content.toMpid, now);
  const missing = [
    ...content.missing,
    ...(fromRole === null ? ['From Role Code (J0934), which nobody knows'] : []),
    ...(toRole === null ? ['To Role Code (J0935), which nobody knows'] : []),
  ];
  return { ...content, fromRole: fromRole ?? '', toRole: toRole ?? '', missing };
}

const requests = (
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
): readonly DraftContent[] =>
  outstanding(check).flatMap((flow) => {
    if (flow === 'D0001') return [draftD0001(rules, state, check)];
    if (flow === 'D0142') return [draftD0142(rules, state, check)];
    return [];
  });

function answers(rules: ProcessRules, state: MpanState, check: CheckState): Contents {
  const visits = visitsToReport(rules, state, check, []);
  if (visits.length === 0) return nothingDrafted;
  const read = readVisits(rules, state, visits);
  if (read.contradiction !== null) return { ...nothingDrafted, contradicted: read.contradiction };
  if (read.meters.every(isFailedVisit)) {
    return { ...nothingDrafted, drafts: failedVisits(rules, state, check) };
  }
  const drafts = outstanding(check).flatMap((flow) => {
    const fresh = visitsToReport(rules, state, check, [flow]);
    if (fresh.length === 0) return [];
    const own = readVisits(rules, state, fresh);
    if (flow === 'D0002') return [draftD0002(rules, state, check, own)];
    if (flow !== 'D0150' || !moveByDetails(rules, check, own)) return [];
    return [draftD0150(rules, state, check, own)];
  });
  return { drafts, contradicted: null, unreported: unreportedVisits(rules, state, check) };
}

function failedVisits(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
): readonly DraftContent[] {
  const fresh = readVisits(rules, state, visitsToReport(rules, state, check, reportingFlows));
  if (fresh.meters.length === 0) return [];
  return openStage(check)?.owes.includes('D0002') === true
    ? [draftD0002(rules, state, check, fresh)]
    : [draftD0221(rules, state, check, fresh)];
}

function mayDraft(rules: ProcessRules, state: MpanState, check: CheckState, now: Instant): boolean {
  const stage = openStage(check);
  // What claims to be of a time to come has not happened yet: nothing is sent for it before then.
  if (state.last !== null && state.last.effectiveAt > now) return false;
  // Nothing is asked for any more once a replacement only waits for the removal to be told.
  if (stage?.owner !== rules.participant.role || !isAwaited(check)) return false;
  return !check.exceptions.some(({ open, code }) => open && holdsCheck(code));
}

/**
 * What was found where nothing owed can say it: in option 1, that the meter was not replaced. A person
 * must see it, or the visit is lost. Null where there is no such visit.
 */
function unreportedVisits(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
): Drafting['unreported'] {
  const visits = visitsToReport(rules, state, check, ['D0150']);
  const last = visits.at(-1);
  const [flow, ...others] = outstanding(check);
  if (last === undefined || flow !== 'D0150' || others.length > 0) return null;
  const read = readVisits(rules, state, visits);
  if (moveByDetails(rules, check, read)) return null;
  const found = [...new Set(read.meters.map(({ outcome }) => outcome))].sort().join(', ');
  return {
    id: exceptionId(state.mpan, 'VISIT_NOT_REPORTED', `${last.key}/${check.supplier}`),
    at: visits.map(({ effectiveAt }) => effectiveAt).reduce((a, b) => (a > b ? a : b)),
    says: `found: ${found}; owed: the D0150 of a replacement; ${last.file} line ${last.line}`,
  };
}

/** True if a D0150 about these visits would answer: in option 1 only a replacement does. */
function moveByDetails(rules: ProcessRules, check: CheckState, { meters }: VisitsRead): boolean {
  if (meters.some(({ outcome }) => outcome === 'replaced')) return true;
  const machine = rules.machines.get(check.profile);
  return machine !== undefined && !machine.isNoted(stageOf(check.machine), 'backstopStated');
}
