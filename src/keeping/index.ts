export { accept } from './accept.ts';
export type { Accepted } from './known-problems.ts';
export { eraseMpan } from './erase.ts';
export { exportMpan } from './export.ts';
export { writeHeadDown } from './journal-heads.ts';
export { type PurgeListener, type PurgePlan, planPurge, purge } from './purge.ts';
export { catchUp, putBack } from './restore.ts';
export { type Verification, verify } from './verify.ts';
