export {
  type DeadlineHealth,
  type Down,
  deadlineHealthOf,
  type OverdueOf,
  totalOf,
} from './deadline-health.ts';
export { storedEpisodes } from './episodes.ts';
export { troubleBehind } from './failure-cause.ts';
export {
  type GatewayAlertCode,
  gatewayAlertCodes,
  gatewayAlertLine,
  trouble,
} from './gateway-alert.ts';
export { lookout } from './look-around.ts';
export { type HealthServer, serveHealth } from './server.ts';
export { type Surroundings, surroundingsOf } from './surroundings.ts';
export { type WatchedEngine, watchEngine } from './watch.ts';
