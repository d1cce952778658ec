/** An MPAN as a person types it. */
import { checkMpan } from '../flow/index.ts';
import { usage } from './failure.ts';

/** Throws USAGE where it is none, saying why. */
export function mpanOf(typed: string): string {
  const mpan = typed.replaceAll(/\s/g, '');
  const reason = checkMpan(mpan);
  if (reason === true) return mpan;
  throw usage(`"${typed}" is not an MPAN: ${reason}`, 'pawl checks lists the MPANs that are known');
}
