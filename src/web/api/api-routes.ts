/** The API: all that pages show and do, for programs. */
import { Hono } from 'hono';
import type { Env, Web } from '../context.ts';

export const changesPath = '/api/v1/changes';

export function apiRoutes(_web: Web): Hono<Env> {
  return new Hono<Env>();
}
