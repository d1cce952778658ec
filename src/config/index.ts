export { type AcknowledgementsConfig, isAcknowledgementName } from './acknowledgements.ts';
export { type AuditFormat, type AuditSettings } from './audit.ts';
export { type TelemetrySettings } from './telemetry.ts';
export { type CapacityMarketConfig, type MeteringRule, meteringRules } from './capacity.ts';
export {
  type Config,
  configShape,
  inspectConfig,
  missingInWords,
  readConfig,
} from './config.ts';
export { type ConfigFile, configFile, configName, type WrittenConfig } from './config-file.ts';
export { type KeyDifference, keysBetween, valueInWords } from './config-keys.ts';
export { expectedBy, lettersApart } from './config-mistakes.ts';
export { configSchema } from './config-schema.ts';
export { type Counterparty } from './counterparties.ts';
export { type ListenAddress, listenAddressOf } from './metrics.ts';
export { mayBeNamedBy, namedBy, type OutboxNameField } from './outbox-name.ts';
export { type OutboxTo, type PickUp, type SftpPlace, sftpPlaceOf } from './pick-ups.ts';
export { type ReportName, type ReportPlan, reportNames } from './report-plan.ts';
export { databaseAddressOf } from './store.ts';
export { variablesIn, withoutSecrets, withoutTokensIn, withStandIns } from './secret.ts';
export { type AccessRole, isLogin, loopbackNames, roles } from './login.ts';
export { isSafeAddress, type SignInConfig } from './sign-in.ts';
export { type WebConfig, hostAndPort, loginOf } from './web.ts';
