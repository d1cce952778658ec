/**
 * The shape of what the configuration says about telling people: the mail server, the channels, and
 * the routes by which alerts find them. Secrets stand here once they are read, and go nowhere else.
 */
import { z } from 'zod';

const address = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'an e-mail address');
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

const attemptsMax = z
  .number()
  .int()
  .min(1)
  .max(1_000)
  .default(24)
  .describe('after how many failed attempts an alert is given up and becomes an exception');

const emailShape = z.strictObject({
  kind: z.literal('email'),
  to: z.array(address).min(1),
  digestAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 08:00')
    .nullable()
    .default(null)
    .describe('local time of one mail each Working Day; null for one mail an alert'),
  attemptsMax,
});

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

export const channelsShape = z.record(
  z.string().regex(/^[a-z0-9-]{1,40}$/, 'a name of small letters, digits and hyphens'),
  z.discriminatedUnion('kind', [emailShape, webhookShape], {
    error: 'a channel whose kind is email or webhook',
  }),
);
export type Channels = z.infer<typeof channelsShape>;
export type Channel = Channels[string];
export type EmailChannel = z.infer<typeof emailShape>;
export type WebhookChannel = z.infer<typeof webhookShape>;

/** A route picks alerts by everything it names; what it does not name, it does not ask. */
export const alertRoutesShape = z.array(
  z.strictObject({
    kinds: z
      .array(z.enum(['DUE_SOON', 'BREACHED', 'ESCALATED', 'GATEWAY']))
      .min(1)
      .optional(),
    stages: z.array(z.string().min(1)).min(1).optional(),
    parties: z
      .array(z.string().regex(/^[A-Z0-9]{4}$/, 'an MPID'))
      .min(1)
      .optional(),
    owedBy: z.enum(['ours', 'theirs']).optional(),
    channels: z.array(z.string()).min(1),
  }),
);
export type AlertRoutes = z.infer<typeof alertRoutesShape>;

export interface TellingSettings {
  readonly smtp: SmtpSettings | null;
  readonly channels: Channels;
  readonly alertRoutes: AlertRoutes;
}

/** Where these settings do not fit together: a route to no channel, mail without a server. */
export function tellingProblems(settings: TellingSettings): readonly string[] {
  const { smtp, channels, alertRoutes } = settings;
  const names = Object.keys(channels);
  const known = names.length === 0 ? 'there are none yet' : `there are ${names.join(', ')}`;
  const problems = alertRoutes.flatMap((route, index) =>
    route.channels
      .filter((name) => !names.includes(name))
      .map((name) => `alertRoutes.${index}.channels: "${name}" is no channel: ${known}`),
  );
  const mailing = names.find((name) => channels[name]?.kind === 'email');
  if (mailing !== undefined && smtp === null) {
    problems.push(`smtp is missing: channels.${mailing} needs a mail server to send through`);
  }
  return problems;
}
