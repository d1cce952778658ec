/** What is drafted for a check, where a fault of ours concerns that check alone. */
import type { Instant } from '../calendar/index.ts';
import { type CheckState, openStage } from './check.ts';
import { type Drafting, draftsFor, nothingDrafted } from './draft.ts';
import { faultOf } from './fault.ts';
import type { Fault, MpanState, ProcessRules } from './state.ts';

/** What is drafted for a check, or the fault that kept it from being made. A held MPAN has no drafts. */
export function draftsOrFault(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  now: Instant,
): Drafting & { readonly fault: Fault | null } {
  const isHeld = state.fault !== undefined;
  try {
    const drafting = draftsFor(rules, state, check, now);
    return { ...drafting, drafts: isHeld ? [] : drafting.drafts, fault: null };
  } catch (error) {
    const fault = faultOf('drafts', error, openStage(check)?.startedAt ?? now);
    return { ...nothingDrafted, fault: isHeld ? null : fault };
  }
}

/** The same as it is shown: where this gateway writes no flows, none is drafted. */
export const draftingShown: typeof draftsOrFault = (rules, state, check, now) =>
  rules.drafts ? draftsOrFault(rules, state, check, now) : { ...nothingDrafted, fault: null };
