/** What somebody looks for, as the store is asked: days become the instants between which they lie. */
import { endOfDay, type LocalDate, startOfDay } from '../calendar/index.ts';
import type { SearchFilter } from '../store/index.ts';

interface Wanted {
  readonly mpan?: string | undefined;
  /** A File Identifier, or the name of a file. */
  readonly file?: string | undefined;
  readonly party?: string | undefined;
  /** Both days inclusive; without one the period has no beginning, or no end. */
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

export function searchFilterOf(
  zone: string,
  { mpan, file, party, from, to }: Wanted,
): SearchFilter {
  const period =
    from === undefined && to === undefined
      ? {}
      : {
          period: {
            firstOn: from ?? '0000-01-01',
            lastOn: to ?? '9999-12-31',
            from: from === undefined ? '0000' : startOfDay(zone, from),
            until: to === undefined ? '9999-12-31T23:59:59Z' : endOfDay(zone, to),
          },
        };
  return {
    ...(mpan === undefined ? {} : { mpan }),
    ...(file === undefined ? {} : { file }),
    ...(party === undefined ? {} : { party }),
    ...period,
  };
}
