/** An instance as whoever reads a file is given it. */
import type { Finding } from './finding.ts';

export interface InstanceRecord {
  /** J0003 of the top-level group as the file has it (cut at 40); empty if there is none. */
  readonly mpan: string;
  readonly line: number;
  /**
   * The records, joined by \n; blank lines are kept so that line numbers hold. Empty where they are
   * longer than the limit, and where nobody wants them.
   */
  readonly text: string;
  readonly accepted: boolean;
  readonly findings: readonly Finding[];
  /** How many findings more there are than the limit, or whoever reads, lets stand. */
  readonly leftOut: number;
}
