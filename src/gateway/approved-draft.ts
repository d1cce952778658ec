/** Whether a draft is what was approved: the same words to the same recipient, for the same stage. */
import { sha256Of } from '../files/index.ts';
import {
  type Approval,
  type CheckState,
  type OwedDraft,
  type MpanState,
  openStage,
} from '../process/index.ts';

/** What is approved is this draft, to this recipient under these letters, and no other. */
export const digestOfDraft = ({ flow, fromRole, toRole, toMpid, instance }: OwedDraft): string =>
  sha256Of(Buffer.from(JSON.stringify([flow, fromRole, toRole, toMpid, instance]), 'utf8'));

/** The approval under which a draft of a check is to go out; null where there is none. */
export function approvalOfDraft(
  { approvals = [] }: MpanState,
  check: CheckState,
  draft: OwedDraft,
): Approval | null {
  const { supplier, sequence } = check;
  const found = approvals.find(
    (one) => one.flow === draft.flow && one.supplier === supplier && one.sequence === sequence,
  );
  if (found === undefined || found.since !== openStage(check)?.startedAt) return null;
  return found.draft === digestOfDraft(draft) ? found : null;
}
