/**
 * The shape of what the configuration says about telling people: the channels, and the routes by
 * which alerts find them.
 */
import { z } from 'zod';
import { address, attemptsMax, type SmtpSettings, webhookShape } from '../post/index.ts';

const emailShape = z.strictObject({
  kind: z.literal('email'),
  to: z.array(address).min(1),
  digestAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 08:00')
    .nullable()
    .default(null)
    .describe('local time of one mail each Working Day; null: one mail for each alert'),
  attemptsMax,
});

/** For programs: what becomes of checks. People are told of alerts by the others. */
const cloudEventsShape = webhookShape
  .omit({ format: true })
  .extend({ kind: z.literal('cloudevents') });

export const channelsShape = z.record(
  z.string().regex(/^[a-z0-9-]{1,40}$/, 'a name of lower-case letters, digits and hyphens'),
  z.discriminatedUnion('kind', [emailShape, webhookShape, cloudEventsShape], {
    error: 'a channel whose kind is email, webhook or cloudevents',
  }),
);
type Channels = z.infer<typeof channelsShape>;
export type Channel = Channels[string];

/** The channels that tell people, of alerts, or those that tell programs, of milestones. */
export const channelsOf = (channels: Channels, whom: 'people' | 'programs'): string[] =>
  Object.keys(channels).filter(
    (name) => (channels[name]?.kind === 'cloudevents') === (whom === 'programs'),
  );

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
type AlertRoutes = z.infer<typeof alertRoutesShape>;

export interface NotifySettings {
  readonly smtp: SmtpSettings | null;
  readonly channels: Channels;
  readonly alertRoutes: AlertRoutes;
}

/** Where these settings do not fit together: a route to no channel, mail without a server. */
export function notifyProblems(settings: NotifySettings): readonly string[] {
  const { smtp, channels, alertRoutes } = settings;
  const names = Object.keys(channels);
  const known = names.length === 0 ? 'there are none yet' : `there are ${names.join(', ')}`;
  const problems = alertRoutes.flatMap((route, index) =>
    route.channels
      .filter((name) => !names.includes(name))
      .map((name) => `alertRoutes.${index}.channels: "${name}" is not a channel: ${known}`),
  );
  const telling = channelsOf(channels, 'programs');
  for (const [index, route] of alertRoutes.entries()) {
    for (const name of route.channels.filter((one) => telling.includes(one))) {
      problems.push(
        `alertRoutes.${index}.channels: "${name}" tells programs what becomes of checks, and no alerts`,
      );
    }
  }
  const mailing = names.find((name) => channels[name]?.kind === 'email');
  if (mailing !== undefined && smtp === null) {
    problems.push(`smtp is missing: channels.${mailing} needs a mail server to send through`);
  }
  return problems;
}
