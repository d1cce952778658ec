/** A period of local dates. Both ends belong to it, as people say "from Monday to Friday". */
import type { LocalDate } from '../calendar/index.ts';

export interface Period {
  /** Null where it has no beginning, or no end. */
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

export const allTime: Period = { from: null, to: null };

export const isAllTime = ({ from, to }: Period): boolean => from === null && to === null;

/** True if the date lies in the period; what has no date lies only in all time. */
export const isWithin = (period: Period, date: LocalDate | null): boolean => {
  if (date === null) return isAllTime(period);
  const { from, to } = period;
  return (from === null || from <= date) && (to === null || date <= to);
};
