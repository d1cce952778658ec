/** What a Supplier asks for, drafted: the instruction to look, and the order to replace. */
import { type CheckState, openStage } from './check.ts';
import { type DraftContent, draft, group, label, siteOf, suspectedOn } from './draft-parts.ts';
import type { MpanState, ProcessRules } from './state.ts';

/** Ours: whose appointment is known to have ended is asked for nothing more. */
const recipientOf = ({ appointed }: MpanState, { meterOperator }: CheckState): string | null =>
  meterOperator === appointed.meterOperatorEnded ? null : meterOperator;

export function draftD0001(rules: ProcessRules, state: MpanState, check: CheckState): DraftContent {
  const register = group('003', {
    J0010: state.known['J0010'] ?? '-',
    J0173: label,
    J1012: suspectedOn(rules, check),
    J0012: 'PLEASE CHECK THE METER FOR A BACKSTOP AND REPORT BY D0002',
  });
  const meterIds = state.meters.present.map((meter) => meter.id);
  const meters = (meterIds.length > 0 ? meterIds : ['-']).map((id) =>
    group('002', { J0004: id }, [register]),
  );
  const site = group('759', { J0024: '42', J0012: label });
  const instance = group('001', { J0003: state.mpan }, [...meters, site]);
  return draft(rules, 'D0001', recipientOf(state, check), instance);
}

export function draftD0142(rules: ProcessRules, state: MpanState, check: CheckState): DraftContent {
  const { known } = state;
  const site = siteOf(known);
  // DTC 15.4 makes each address item optional and says that the address must be included.
  const missing = Object.values(site).some((value) => value !== '')
    ? []
    : ['Metering Point Address Line 1 (267 J1036), or another line of the address or its postcode'];
  const isFirstRequest = openStage(check)?.name === 'notified';
  const instance = group('267', {
    J0003: state.mpan,
    ...site,
    J0098: known['J0098'] ?? 'N',
    J0673: 'E',
    J0076: known['J0076'] ?? '',
    J0012: isFirstRequest
      ? `${label}: CHECK FOR BACKSTOP AND REPLACE METER IF NONE`
      : `${label}: NO BACKSTOP, PLEASE REPLACE METER`,
  });
  return draft(rules, 'D0142', recipientOf(state, check), instance, missing);
}
