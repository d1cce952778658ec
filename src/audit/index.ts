export { forwardAudit } from './forward.ts';
export { type AuditEvent } from './line.ts';
export { type AuditLog, auditLog } from './log.ts';
