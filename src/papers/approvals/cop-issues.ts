/**
 * What the approvals register knows of the issue of a Code of Practice on a day, for the metering of
 * Capacity Market components. The register lists approved meter types, not Codes of Practice: an issue
 * for which a type is listed on that day is one that was there. Neither room knows the other.
 */
import { overviewOf } from './overview.ts';
import type { Register } from './register.ts';
import { readRegister } from './register-files.ts';
import type { IssueOn } from '../paper.ts';

/** Asks the register of a workspace, or the shipped one. Throws APPROVALS_INVALID. */
export async function issuesInRegister(workspace: string | null): Promise<IssueOn> {
  const register = await readRegister(workspace);
  const known = new Map<string, string | null>();
  return (cop, on) => {
    const key = `${cop} ${on}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const said = issuesOn(register, cop, on);
    known.set(key, said);
    return said;
  };
}

function issuesOn(register: Register, cop: string, on: string): string | null {
  const lines = overviewOf(register, on).compliance.filter((line) => line.cop === cop);
  const issuesThat = (standing: 'in' | 'undetermined'): string => {
    const some = lines.filter((line) => line.standing === standing);
    const types = [...new Set(some.map(({ model }) => model))].sort().join(', ');
    const issues = [...new Set(some.map(({ issue }) => `Issue ${issue}`))].sort().join(', ');
    return issues === '' ? '' : `${issues} for the ${types}`;
  };
  // The register lists meter types; what meter the component has is not in its row.
  const listed = issuesThat('in');
  if (listed !== '') return `lists ${listed}, and does not say that this meter is one`;
  const unsure = issuesThat('undetermined');
  return unsure === '' ? null : `whether it listed ${unsure} on that day is undetermined`;
}
