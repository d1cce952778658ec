/** Names of the process and of participants as people say them. */

import type { AnswerOf, checks } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { meterOperatorSide, type Side, supplierSide } from '../../market/index.ts';
import { owesInWords, roleInWords } from '../../words.ts';

/** A check as lists answer it. */
export type ListedCheck = AnswerOf<typeof checks>['items'][number];

/** "MOPX" or, where the configuration names them, "Example Metering (MOPX)". */
export function partyInWords({ config }: Gateway, party: string): string {
  const name = config.counterparties[party]?.name;
  return name === undefined ? party : `${name} (${party})`;
}

export const otherRole = ({ config }: Gateway): Side =>
  config.role === supplierSide ? meterOperatorSide : supplierSide;

/** The participant whose turn it is; null where it is not known, or the check is closed. */
const owedBy = ({ owner, supplier, meterOperator }: ListedCheck): string | null =>
  owner === supplierSide ? supplier : owner === meterOperatorSide ? meterOperator : null;

/** "Meter Operator MOPY: D0002"; of what we owe "us: D0142". */
export function waitsFor({ config }: Gateway, check: ListedCheck): string {
  const { owner } = check;
  if (owner === null) return '';
  const what = `: ${owesInWords(check.owes)}`;
  if (owner === config.role) return `us${what}`;
  return `${roleInWords(owner)} ${owedBy(check) ?? 'not known'}${what}`;
}
