export { doorName, versionHeader } from './api/door.ts';
export { reportBody } from './api/report-route.ts';
export { changesSince } from './changes.ts';
export type { AskedReport } from './context.ts';
export { tokenDigestOf, newToken } from './identity.ts';
export { checkProvider } from './provider-check.ts';
export { isServed, type Served, serveWeb } from './serve.ts';
