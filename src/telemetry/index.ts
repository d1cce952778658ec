export { type FileSpan, openTelemetry, type Telemetry } from './telemetry.ts';
