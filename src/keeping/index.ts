export { eraseMpan } from './erase.ts';
export { exportMpan } from './export.ts';
export { writeHeadDown } from './journal-heads.ts';
export { planPurge, purge, type PurgePlan } from './purge.ts';
export { catchUp, putBack } from './restore.ts';
export { type Verification, verify } from './verify.ts';
