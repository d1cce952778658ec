/**
 * An Exception is a check that needs a person, or a note a person should see. The list of codes is
 * closed; each says whether it holds the check (nothing is sent until a person has decided) and
 * whether it is a note, which is born closed and stands on the check only.
 */

import { meterOperatorSide } from '../market/index.ts';

/** What each code says to the person who reads the work queue, and what to do about it. */
export const exceptionCodes = {
  REPORT_UNCLEAR: {
    kind: 'holds',
    says: 'the report does not say whether the meter has a backstop',
    remedy: 'read the words, and ask the Meter Operator if you need to, then: pawl decide MPAN …',
  },
  REQUEST_REJECTED: {
    kind: 'holds',
    says: 'the Meter Operator rejected the request',
    remedy: 'find out why, then: pawl decide MPAN askAgain, or another decision',
  },
  ANSWERS_DISAGREE: {
    kind: 'holds',
    says: 'the D0002 and the D0150 contradict each other',
    remedy: 'compare the two answers, then: pawl decide MPAN …',
  },
  NOT_REPLACED: {
    kind: 'holds',
    says: 'the meter has no backstop and was not replaced',
    remedy: 'pawl decide MPAN hasNot asks again for the replacement',
  },
  ATTEMPTS_EXHAUSTED: {
    kind: 'holds',
    says: 'three visits failed; nothing more is sent automatically',
    remedy: 'agree a visit with the customer, then: pawl decide MPAN askAgain',
  },
  OUT_OF_SCOPE: {
    kind: 'holds',
    says: 'the meter is half-hourly, so the backstop check may not apply',
    remedy: 'pawl resolve ID accept closes the check as outOfScope; dismiss goes on',
  },
  PAWL_FAULT: {
    kind: 'holds',
    says: 'Pawl itself failed on this MPAN; what came for it is kept, and nothing is sent',
    remedy:
      'report it with what is shown here; it is tried again automatically, with each file, at each start and each hour',
  },
  BACKSTOP_BEFORE_ORDER: {
    kind: 'holds',
    says: 'meter details state a backstop, and the order to replace the meter has not gone',
    remedy: 'pawl resolve ID accept closes the check as backstopPresent; dismiss lets the order go',
  },
  KNOWN_BACKSTOP_CLAIMED: {
    kind: 'open',
    says: 'a notification of an open check says that its backstop is known',
    remedy: 'see the evidence; pawl resolve ID accept closes the check as alreadyKnown',
  },
  LABEL_UNCLEAR: {
    kind: 'open',
    says: 'a request that may or may not be a backstop check',
    remedy: 'pawl resolve ID accept treats it as one; dismiss leaves it aside',
  },
  ROLE_NOT_KNOWN: {
    kind: 'open',
    says: 'a flow that names us has a role letter that nobody knows, so nothing is taken from it',
    remedy:
      'ask the sender which role it is, then: pawl reference teach LETTER ROLE --reason …, and the flow is taken automatically; pawl resolve ID dismiss only closes the item',
  },
  SENDER_NOT_APPOINTED: {
    kind: 'open',
    says: 'the sender is not the Meter Operator appointed on that date',
    remedy: 'check the appointment; pawl resolve ID accept still takes the answer',
  },
  RESPONSE_WITHOUT_REQUEST: {
    kind: 'open',
    says: 'an answer about a backstop for which no request is known',
    remedy: 'drop a copy of the request into sent/, or pawl resolve ID dismiss',
  },
  RESPONSE_BEFORE_REQUEST: {
    kind: 'open',
    says: 'an answer from before the request has waited ten Working Days for a request that fits',
    remedy:
      'drop a copy of the earlier request into sent/, or pawl decide MPAN … if the answer counts; pawl resolve ID dismiss leaves it aside',
  },
  REMOVAL_ONLY: {
    kind: 'open',
    says: 'a meter was removed and no new meter is known',
    remedy: 'wait for, or ask for, the details of the new meter',
  },
  REMOVAL_NOT_SEEN: {
    kind: 'open',
    says: 'a new meter is there, but the removal of the old one has not come by the deadline',
    remedy: 'ask for the 08A; pawl resolve ID accept treats the meter as replaced',
  },
  EXCHANGED_BEFORE_REQUEST: {
    kind: 'open',
    says: 'the new meter was installed before it was asked for',
    remedy: 'see whether that meter has a backstop; pawl resolve ID accept treats it as replaced',
  },
  METERS_DIFFER: {
    kind: 'open',
    says: 'one meter of the MPAN was replaced and another was not',
    remedy: 'ask about the other meter; pawl resolve ID accept treats the MPAN as replaced',
  },
  CONTRADICTED_AFTER_CLOSURE: {
    kind: 'open',
    says: 'something that came after closure contradicts the outcome',
    remedy: 'look at it; a new notification opens a new check',
  },
  UNEXPECTED_FLOW: {
    kind: 'open',
    says: 'there is no rule for this flow in this state',
    remedy: 'look at it; pawl decide MPAN … moves the check if it should move',
  },
  CALENDAR_NOT_COVERED: {
    kind: 'open',
    says: 'the deadline lies outside the years for which bank holidays are known',
    remedy: 'put a newer bank-holiday feed into calendar/',
  },
  CANNOT_DRAFT: {
    kind: 'open',
    says: 'an owed flow cannot be written, because items are missing or do not fit',
    remedy:
      'supply or correct what it names, under that name: in a notifications CSV (with a reference of its own), an appointments or visits CSV, or a D0150',
  },
  VISITS_CONTRADICT: {
    kind: 'open',
    says: 'what was reported of a visit cannot all be true, so nothing is sent of it',
    remedy:
      'ask the engineer; pawl resolve ID accept lets the row told last count; pawl decide MPAN … decides without it',
  },
  VISIT_BEFORE_REQUEST: {
    kind: 'open',
    says: 'a visit from before the request is no answer to it',
    remedy:
      'visit the site and tell that visit; pawl resolve ID accept takes the earlier one as the answer',
  },
  VISIT_NOT_REPORTED: {
    kind: 'open',
    says: 'what was found on a visit cannot be said by the flow that is owed, so nothing is sent of it',
    remedy:
      'tell the Supplier; tell the visit at which the meter is replaced, or pawl decide MPAN …; pawl resolve ID dismiss leaves it aside',
  },
  OWN_FLOW_IN_INBOX: {
    kind: 'open',
    says: 'a flow that says it is from us came through inbox/, where anybody may drop it',
    remedy:
      'if we sent it, drop the copy into sent/, or pawl resolve ID accept; if not, dismiss it and ask who did',
  },
  LATE_CLAIM: {
    kind: 'open',
    says: 'an answer came long after the time it says it was made, so it counts from when it came',
    remedy:
      'ask why; pawl resolve ID accept takes the time it says it was made; dismiss leaves it as it came',
  },
  ALERT_UNDELIVERED: {
    kind: 'open',
    says: 'a channel could not be told of an alert, and has been given up',
    remedy:
      'act on the alert; repair the channel, then: pawl alerts retry CHANNEL, or pawl resolve ID dismiss',
  },
  FLOW_REFUSED: {
    kind: 'open',
    says: 'the transfer service refused a flow of ours, so whom it is for does not have it',
    remedy:
      'look the reason up with the service and put it right, then: pawl resubmit FILE writes it once more, and pawl resolve ID dismiss closes the item',
  },
  SECOND_PERSON_NEEDED: {
    kind: 'open',
    says: 'what one person proposed waits for a second person',
    remedy: 'another person does the same once more; pawl resolve ID dismiss takes it back',
  },
  STEP_SKIPPED: {
    kind: 'note',
    says: 'a later flow showed that a step was done or not needed',
    remedy: 'nothing to do',
  },
  NOT_SAME_TIME: {
    kind: 'note',
    says: 'the D0002 and the D0150 came on different days',
    remedy: 'nothing to do',
  },
  DELIVERED_LATE: {
    kind: 'note',
    says: 'the file came more than one Working Day after the time it says it was created',
    remedy: 'ask the sender, if it happens often',
  },
  CREATED_IN_FUTURE: {
    kind: 'note',
    says: 'the file says it was created after the time at which it came',
    remedy: 'ask the sender to set their clock',
  },
  DRAFT_MENDED: {
    kind: 'note',
    says: 'a flow is written in other words than those that were given, and says the same',
    remedy: 'nothing to do; read it, and correct it at its source if it is not the same',
  },
  ROLE_CHANGED: {
    kind: 'note',
    says: 'the Meter Operator goes on with the check under another role',
    remedy: 'nothing to do',
  },
  EXPORTED_BEFORE_NOTICE: {
    kind: 'note',
    says: 'the site has exported since before its generation was notified',
    remedy: 'nothing to do for the check; see what was metered since then',
  },
  CHASED: { kind: 'note', says: 'the request was sent again', remedy: 'nothing to do' },
  NOTIFIED_AGAIN: {
    kind: 'note',
    says: 'the generation was notified again',
    remedy: 'nothing to do',
  },
} as const satisfies Record<
  string,
  { readonly kind: 'holds' | 'open' | 'note'; readonly says: string; readonly remedy: string }
>;

export type ExceptionCode = keyof typeof exceptionCodes;

/** What a Meter Operator is told in other words: it asks no Meter Operator, it is one. */
const asMeterOperator: Partial<Record<ExceptionCode, { says?: string; remedy?: string }>> = {
  REPORT_UNCLEAR: {
    remedy: 'read the words, and ask the engineer if you need to, then: pawl decide MPAN …',
  },
  REQUEST_REJECTED: { says: 'we rejected the request' },
  SENDER_NOT_APPOINTED: { says: 'the sender is not appointed for the MPAN on that date' },
  REMOVAL_ONLY: { remedy: 'tell the details of the new meter, or wait until they are told' },
  REMOVAL_NOT_SEEN: {
    remedy: 'tell the removal; pawl resolve ID accept treats the meter as replaced',
  },
  METERS_DIFFER: {
    remedy:
      'ask the engineer about the other meter; pawl resolve ID accept treats the MPAN as replaced',
  },
  ROLE_CHANGED: { says: 'we go on with the check under another role' },
};

/** What a code means and asks for, as whoever reads it is concerned. */
export const exceptionFor = (side: string, code: ExceptionCode) => ({
  ...exceptionCodes[code],
  ...(side === meterOperatorSide ? asMeterOperator[code] : {}),
});

/** One item of the work queue, or one note. `id` names the same item whatever the files' order. */
export interface ExceptionRecord {
  readonly id: string;
  readonly code: ExceptionCode;
  readonly at: string;
  /** What in particular, for a person: a file and line, missing items. Never an address. */
  readonly detail: string;
  /** Whose flow gave rise to it: items of one code and one sender can be dismissed together. */
  readonly sender?: string;
  open: boolean;
}

/** True if nothing may be sent for the check until a person has settled this. */
export const holdsCheck = (code: ExceptionCode): boolean => exceptionCodes[code].kind === 'holds';

/** True of what holds the check and asks a yes or no, so that accepting or dismissing it decides. */
export const asksYesOrNo = (code: ExceptionCode): boolean =>
  code === 'OUT_OF_SCOPE' || code === 'BACKSTOP_BEFORE_ORDER';

export const isNote = (code: ExceptionCode): boolean => exceptionCodes[code].kind === 'note';

export const isExceptionCode = (text: string): text is ExceptionCode =>
  Object.hasOwn(exceptionCodes, text);
