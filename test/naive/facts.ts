/**
 * What can happen to one MPAN, said plainly: who told what when. The naive process hears these facts;
 * Pawl hears the same as flows, rows and acts (as-events.ts).
 */
export type Says =
  | 'has'
  | 'hasNot'
  | 'replaced'
  | 'cannotReverse'
  | 'unclear'
  | 'rejected'
  | 'noAccess';

export interface ToldMeter {
  readonly id: string;
  readonly installedOn: string;
  /** Half-hourly, static by its type, with an export register, or none of these. */
  readonly nature: 'plain' | 'halfHourly' | 'static' | 'exports';
  /** A maintenance text (296) about it: of that day, that it has or lacks a backstop, or of something else. */
  readonly text: { readonly on: string; readonly says: 'has' | 'hasNot' | 'other' } | null;
}

export type What =
  | { readonly kind: 'notification'; readonly knownBackstop: boolean }
  | { readonly kind: 'notice'; readonly label: 'code' | 'words' | 'none' }
  | { readonly kind: 'D0001'; readonly label: 'strong' | 'weak' | 'none'; readonly to: string }
  | {
      readonly kind: 'D0142';
      readonly label: 'strong' | 'weak' | 'none';
      readonly takesAway: boolean;
      readonly to: string;
    }
  /** `meters` are the Meter Ids of its 005s, "-" where one names none; each says the same. */
  | {
      readonly kind: 'D0002';
      readonly says: Says;
      readonly isAbout: boolean;
      readonly meters: readonly string[];
    }
  | {
      readonly kind: 'D0150';
      readonly meters: readonly ToldMeter[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'D0221' }
  | { readonly kind: 'meterOperator'; readonly party: string }
  | { readonly kind: 'meterOperatorEnds'; readonly party: string }
  | { readonly kind: 'supplier'; readonly party: string }
  | { readonly kind: 'supplierEnds'; readonly party: string }
  | { readonly kind: 'linkedExport' }
  /** A D0151 of ours; where it is made after its day, since when the appointment has ended. */
  | { readonly kind: 'terminated'; readonly party: string; readonly since: string | null }
  | {
      readonly kind: 'decide';
      readonly decision:
        | 'has'
        | 'hasNot'
        | 'replaced'
        | 'cannotReverse'
        | 'askAgain'
        | 'alreadyKnown'
        | 'outOfScope';
    }
  | { readonly kind: 'cancel' }
  /** A person accepts or dismisses the item of this code that another fact gave rise to. */
  | {
      readonly kind: 'resolve';
      readonly code: string;
      readonly of: string;
      readonly accept: boolean;
    }
  /** A person takes back an act. */
  | { readonly kind: 'takeBack'; readonly of: string };

export interface Fact {
  /** Its name; a fact told twice has the same. */
  readonly key: string;
  /** When it counts from. */
  readonly at: string;
  /** When it came. */
  readonly came: string;
  readonly sender: string;
  readonly fileIdentifier: string;
  /** Of a flow: the role of its Meter Operator, a MOP if left out; `nobody` where nobody knows the letter. */
  readonly role?: 'MOP' | 'SMEM' | 'AMEM' | 'nobody';
  readonly what: What;
}

export interface History {
  readonly option: string;
  readonly facts: readonly Fact[];
  /** The instant at which the two are asked. */
  readonly asOf: string;
}
