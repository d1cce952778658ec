/** The register of approved meter types and protocols, as a paper beside the backstop check. */
import type { Paper } from '../paper.ts';
import { approvalsCompanion } from './companion.ts';
import { issuesInRegister } from './cop-issues.ts';
import { approvalsCheck, approvalsProtocol, approvalsReport } from './operations.ts';
import { approvalsPages } from './page.ts';
import { registerTemplates } from './register.ts';
import { putRegisters } from './register-files.ts';

export const approvalsPaper: Paper = {
  name: 'approvals',
  operations: [approvalsCheck, approvalsProtocol, approvalsReport],
  typed: [
    () => import('./text-check.ts'),
    () => import('./text-protocol.ts'),
    () => import('./text-report.ts'),
  ],
  says: 'the register of approved meter types and protocols: check, protocol, report',
  page: { path: '/approvals', name: 'Meter type approvals', routes: approvalsPages },
  companion: approvalsCompanion,
  prepare: putRegisters,
  templates: registerTemplates,
  issues: issuesInRegister,
};
