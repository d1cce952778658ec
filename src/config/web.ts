/**
 * The part of the configuration that says where pages and API listen and who may use them. Tokens
 * stand here only as digests: who reads the file cannot act with it.
 */
import { z } from 'zod';

/** What a person may do: look; act on checks and files; approve what is sent. Each has the former. */
export const roles = ['viewer', 'operator', 'approver'] as const;
export type Role = (typeof roles)[number];

const tokenShape = z.strictObject({
  name: z.string().min(1).max(60).describe('whose token it is; what they do is recorded under it'),
  role: z.enum(roles).describe('viewer looks, operator acts, approver approves too'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the token in hexadecimal; pawl token makes both')
    .describe('digest of the token; pawl token makes one'),
});

/** The names by which this machine alone is reached. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Host, in brackets where it is of IPv6, and port of `127.0.0.1:8420`. */
export function hostAndPort(listen: string): { readonly host: string; readonly port: number } {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(listen) ?? [];
  return { host, port: Number(port) };
}

const portMax = 65_535;

export const webShape = z
  .strictObject({
    listen: z
      .string()
      .regex(/^(\[[0-9a-f:]+\]|[^:[\]]+):\d{1,5}$/, 'host:port, such as 127.0.0.1:8420')
      .refine((text) => hostAndPort(text).port <= portMax, `a port up to ${portMax}`)
      .nullable()
      .default('127.0.0.1:8420')
      .describe('where pages and API listen; null for nowhere'),
    openOnLoopback: z
      .boolean()
      .default(false)
      .describe('on a loopback address, let whoever uses this machine in without a token'),
    tokens: z.array(tokenShape).default([]).describe('who may use pages and API, and as what'),
    sessionHours: z
      .number()
      .min(0.1)
      .max(72)
      .default(12)
      .describe('after how many hours without use somebody must sign in again'),
  })
  .refine(
    ({ listen, tokens }) =>
      listen === null || tokens.length > 0 || loopbackNames.includes(hostAndPort(listen).host),
    {
      path: ['listen'],
      message:
        'an address of this machine alone, such as 127.0.0.1:8420, or a token in web.tokens: pawl token makes one',
    },
  )
  .prefault({})
  .describe('pages and API');
export type WebConfig = z.infer<typeof webShape>;
