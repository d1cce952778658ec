/** Which meters an MPAN has, as it was last told. */
import type { LocalDate } from '../calendar/index.ts';

/** A meter as the last flows told it. */
export interface KnownMeter {
  readonly id: string;
  readonly installedOn: LocalDate | null;
}

/** The meters of one MPAN as they were last told, and where that knowledge comes from. */
export interface KnownMeters {
  readonly from: 'D0150' | 'message' | 'D0001' | 'notification' | null;
  readonly present: readonly KnownMeter[];
  /** Meters whose removal (08A) was told, with the date of removal. */
  readonly removed: Readonly<Record<string, LocalDate>>;
}

export const noMeters: KnownMeters = { from: null, present: [], removed: {} };
