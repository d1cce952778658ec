export { approvalsCompanion } from './companion.ts';
export { type ComplianceAnswer, complianceOf } from './compliance.ts';
export { copOf } from './cop-rules.ts';
export { spanInWords, standingInWords } from './in-words.ts';
export {
  approvalsCheck,
  approvalsProtocol,
  approvalsReport,
  meterTypeIn,
  protocolIn,
  registerOn,
} from './operations.ts';
export { overviewOf } from './overview.ts';
export { papers } from './papers.ts';
export { type ProtocolAnswer, protocolOf } from './protocol.ts';
export { issueOf, type Register } from './register.ts';
export { putRegisters, readRegister } from './register-files.ts';
