/**
 * Approvals that can still be undone: the journal has each with the instant until which the flow is kept
 * back, and with a digest of what was approved. It is about a flow as it was drafted for a stage, so it
 * lapses when that stage is over, when something holds the check, or when the flow has gone out.
 */
import { openStage } from './check.ts';
import type { SettlingAction, ToldEvent } from './event.ts';
import { holdsCheck } from './exception.ts';
import type { Approval, MpanState } from './state.ts';

export function keepApproval(
  state: MpanState,
  { key, who, effectiveAt }: Pick<Approval, 'key' | 'who'> & { readonly effectiveAt: string },
  { flow, undo }: Extract<SettlingAction, { name: 'approve' }>,
): void {
  if (undo === undefined) return;
  const others = (state.approvals ?? []).filter((one) => !isOfSameFlow(one, { flow, ...undo }));
  state.approvals = [...others, { key, flow, who, at: effectiveAt, ...undo }];
}

const isOfSameFlow = (
  one: Pick<Approval, 'flow' | 'supplier' | 'sequence'>,
  other: Pick<Approval, 'flow' | 'supplier' | 'sequence'>,
): boolean =>
  one.flow === other.flow && one.supplier === other.supplier && one.sequence === other.sequence;

/** Takes away the approvals of what has gone out by this event, and of checks that have moved on. */
export function lapseApprovals(state: MpanState, event: ToldEvent, us: string): void {
  if (state.approvals === undefined) return;
  const left = state.approvals.filter((approval) => {
    const { flow, to, supplier, sequence, since } = approval;
    if (event.kind === 'flow' && event.sender === us && event.flow === flow) {
      if (event.toMpid === to) return false;
    }
    const check = state.checks.find(
      (one) => one.supplier === supplier && one.sequence === sequence,
    );
    if (check === undefined || openStage(check)?.startedAt !== since) return false;
    return !check.exceptions.some(({ open, code }) => open && holdsCheck(code));
  });
  if (left.length > 0) state.approvals = left;
  else delete state.approvals;
}
