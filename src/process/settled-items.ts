/**
 * What is left of an MPAN without a check when items of its queue are dismissed: the items are closed,
 * and an answer that waited for its request waits no longer. The same as the fold comes to that hears the
 * dismissal, for a snapshot that has not heard of it yet.
 */
import { exceptionId } from './advance.ts';
import type { MpanState } from './state.ts';

export function withDismissed(state: MpanState, ids: readonly string[]): MpanState {
  const gone = new Set(ids);
  const waits = ({ key }: { readonly key: string }): boolean =>
    !gone.has(exceptionId(state.mpan, 'RESPONSE_WITHOUT_REQUEST', key));
  return {
    ...state,
    isBehind: true,
    loose: state.loose.map((item) => (gone.has(item.id) ? { ...item, open: false } : item)),
    orphans: state.orphans.filter(waits),
    resolutions: { ...state.resolutions, ...Object.fromEntries(ids.map((id) => [id, false])) },
  };
}
