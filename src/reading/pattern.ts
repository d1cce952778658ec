/** A sentence of the grammar: what a clause that it takes whole says. */
import type { PhraseKind } from './phrase-kinds.ts';

export type ClauseKind =
  | 'has'
  | 'hasNot'
  | 'replaced'
  | 'cannotReverse'
  | 'runsBackwards'
  | 'misrecordsExport'
  /** Answers that need the clause before: "CHECKED FOR BACKSTOP, NONE FOUND". */
  | 'present'
  | 'absent'
  | 'yes'
  | 'no'
  /** The backstop is named, or asked for, and nothing is said of it. */
  | 'mentioned'
  | 'asked'
  /** Of an exchange: not done; wanted, booked or refused; what became of the old meter. */
  | 'notReplaced'
  | 'exchangeWanted'
  /** "NO MTR CHANGE REQ": agrees with a meter that is right. */
  | 'exchangeUnneeded'
  | 'exchangeDetail'
  /** What was noted of the old meter and the new: with an exchange that is named, a replacement. */
  | 'exchangeRecord'
  | 'exchangeNamed'
  /** "NO BACKSTOP SO REPLACED IT": what IT is, the clause before says. */
  | 'replacedIt'
  /** "AMPY OUT, ELSTER IN": the two halves of an exchange. */
  | 'oldOut'
  | 'newIn'
  /** "n/a", "not required": a backstop is not needed. */
  | 'unneeded'
  /** "NOT A SMART METER". */
  | 'notStatic'
  /** "DISC STOPS DEAD WHEN PV EXPORTING": agrees with a backstop, and alone says nothing. */
  | 'holds'
  /** "SEALS BROKEN": what was seen of the meter may not be as it was left. */
  | 'tampering'
  /** "CANNOT GO BACK": of a meter that was said to be static, and else of nothing. */
  | 'goesNot'
  /** "HAS BEEN RUNNING BACKWARDS": of a meter that was said to have no backstop, and else of nothing. */
  | 'wentBack'
  /** "SYMBOL ON NAMEPLATE": agrees with a backstop that was seen to hold. */
  | 'depicted'
  /** What may stand beside a statement: beside.ts says beside which. */
  | 'smartRefused'
  | 'fittedBefore'
  | 'puzzled'
  | 'tested'
  /** Who was told: neutral, unless what was told follows. */
  | 'told'
  | 'neutral';

export interface Pattern {
  readonly kind: ClauseKind;
  readonly list: PhraseKind; // its name is what the evidence cites
  readonly takes: string;
  readonly example: string;
}
