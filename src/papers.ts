/** The rooms for other papers beside the backstop check, each by the operations it has. */
import { approvalsCheck, approvalsProtocol, approvalsReport } from './approvals/index.ts';
import { capacityMarketReport, capacityMarketRules } from './capacity/index.ts';
import type { Operation } from './desk/index.ts';

const approvals = [approvalsCheck, approvalsProtocol, approvalsReport];
const capacityMarket = [capacityMarketReport, capacityMarketRules];

/** Without its name here, and its folder, a room is gone. */
export const paperOperations: readonly Operation[] = [approvals, capacityMarket].flat();
