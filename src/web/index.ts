export { type Change, type Changes, changesSince } from './changes.ts';
export { digestOf, newToken } from './identity.ts';
export { type Served, serveWeb } from './serve.ts';
