export { type Change, type Changes, changesSince } from './changes.ts';
export { reportBody } from './api/report-routes.ts';
export type { AskedReport } from './context.ts';
export { type DeedName, type Deeds, deedsHere } from './deeds.ts';
export { digestOf, newToken } from './identity.ts';
export { type Served, serveWeb } from './serve.ts';
