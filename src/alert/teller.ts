/** Who tells: the participant whose gateway this is. */
import type { MarketRole } from '../process/index.ts';

export interface Teller {
  readonly mpid: string;
  readonly role: MarketRole;
}
