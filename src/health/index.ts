export {
  type DeadlineHealth,
  deadlineHealthOf,
  type OverdueOf,
  totalOf,
} from './deadline-health.ts';
export { storedEpisodes } from './episodes.ts';
export { troubleBehind } from './failure-cause.ts';
export {
  type Episode,
  type GatewayAlertCode,
  gatewayAlertCodes,
  heldBy,
  isGrave,
  trouble,
} from './gateway-alert.ts';
export { healthNow } from './health-now.ts';
export { serveHealth } from './server.ts';
export { surroundingsOf } from './surroundings.ts';
export { type WatchedEngine, watchEngine } from './watch.ts';
