/** The pages of the desk besides its checks: files, performance, calendar, settings, catalogue. */
import { Hono } from 'hono';
import type { Env, Web } from '../context.ts';

export function deskPages(_web: Web): Hono<Env> {
  return new Hono<Env>();
}
