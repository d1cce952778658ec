/** The papers beside the backstop check. Without its folder and its line here a paper is gone. */
export { approvalsPaper } from './approvals/paper.ts';
export { capacityMarket } from './capacity-market/paper.ts';
