/**
 * What is left of an MPAN when its personal data is erased: its checks with their stages, dates and
 * outcomes, and nothing that somebody wrote in words, no address and no meter.
 */
import type { CheckState } from './check.ts';
import type { ExceptionRecord } from './exception.ts';
import { emptyState, type MpanState } from './state.ts';

/** Stands where words stood. */
export const erasedWords = '[erased]';

/** The state without personal data. Every check of it must be closed. */
export function withoutPersonalData(state: MpanState): MpanState {
  const { mpan, foldedTo, appointed, resolutions, acknowledged } = state;
  return {
    ...emptyState(mpan),
    foldedTo,
    appointed,
    resolutions,
    // Of a file that names others too: its name, and a code of the transfer service.
    ...(acknowledged === undefined ? {} : { acknowledged }),
    checks: state.checks.map(bareCheck),
    loose: state.loose.map(bareException),
  };
}

const bareCheck = ({
  visit: _visit,
  visitReported: _flows,
  visitsReported: _reported,
  visitsSpent: _spent,
  reportSpoke: _spoke,
  unclearReport: _unclear,
  linkedExportMpan: _linked,
  ...check
}: CheckState): CheckState => ({
  ...check,
  evidence: check.evidence.map((cited) => ({ ...cited, words: erasedWords })),
  exceptions: check.exceptions.map(bareException),
  requestReasons: [],
  requestDates: [],
  provisional: null,
});

const bareException = (exception: ExceptionRecord): ExceptionRecord => ({
  ...exception,
  detail: erasedWords,
});
