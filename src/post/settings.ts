/**
 * The shape of what the configuration says about where things are sent: a mail server, a webhook.
 * Secrets stand here once they are read, and go nowhere else.
 */
import { z } from 'zod';

export const address = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'an e-mail address');
const timeoutMs = z.number().int().min(1).max(600_000);

export const smtpShape = z
  .strictObject({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535).default(587),
    /** startTls refuses a server that does not offer it; tls speaks TLS from the first byte. */
    security: z.enum(['startTls', 'tls', 'none']).default('startTls'),
    user: z.string().min(1).nullable().default(null),
    password: z.string().min(1).nullable().default(null),
    from: address,
    timeoutMs: timeoutMs.default(30_000),
    /** PEM file of a certificate authority of one's own. */
    caFile: z.string().min(1).nullable().default(null),
  })
  .refine(({ user, password }) => user === null || password !== null, {
    path: ['password'],
    message: 'a password, because there is a user',
  })
  .refine(({ user, password }) => user !== null || password === null, {
    path: ['user'],
    message: 'a user, because there is a password',
  })
  .refine(({ user, security }) => user === null || security !== 'none', {
    path: ['security'],
    message: 'startTls or tls, because the password could be read on its way',
  });
export type SmtpSettings = z.infer<typeof smtpShape>;

export const attemptsMax = z
  .number()
  .int()
  .min(1)
  .max(1_000)
  .default(24)
  .describe('after how many failed attempts an alert is given up and becomes an exception');

export const webhookShape = z.strictObject({
  kind: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' }),
  format: z.enum(['json', 'slack', 'teams']).default('json'),
  secret: z
    .string()
    .min(16, 'at least 16 characters')
    .nullable()
    .default(null)
    .describe('what each request is signed with; null leaves it unsigned'),
  timeoutMs: timeoutMs.default(10_000),
  attemptsMax,
});

export type WebhookSettings = z.infer<typeof webhookShape>;
