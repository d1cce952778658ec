export { eraseMpan } from './erase.ts';
export { exportMpan } from './export.ts';
export { writeHeadDown } from './journal-heads.ts';
export { type PurgeListener, type PurgePlan, planPurge, purge } from './purge.ts';
export { catchUp, putBack } from './restore.ts';
export { type Verification, verify } from './verify.ts';
