/** The pages about checks: Today, the list of checks, and one check. */
import { Hono } from 'hono';
import type { Env, Web } from '../context.ts';

export function checkPages(_web: Web): Hono<Env> {
  return new Hono<Env>();
}
