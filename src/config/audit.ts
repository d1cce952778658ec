/** The shape of what the configuration says about lines for a SIEM. */
import { z } from 'zod';

export const auditFormats = ['json', 'cef', 'syslog'] as const;

const address = z
  .string()
  .regex(
    /^(?:tcp|tls):\/\/(?:\[[0-9a-f:]+\]|[^\s:/[\]@?#%\\]+):\d{1,5}$/i,
    'tls://HOST:PORT or tcp://HOST:PORT',
  )
  .refine(
    (text) => URL.canParse(text) && new URL(text).port !== '0',
    'a port is a number from 1 to 65535',
  );

export const auditShape = z
  .strictObject({
    format: z
      .enum(auditFormats)
      .default('json')
      .describe('JSON lines, ArcSight CEF, or syslog (RFC 5424)'),
    to: address
      .nullable()
      .default(null)
      .describe('where the gateway sends the lines; null: they are in the folder alone'),
    ca: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe('PEM file of the authority that the receiver is known by'),
  })
  .nullable()
  .default(null)
  .describe('who signed in, was refused, looked, took data away or acted, as lines for a SIEM');

export type AuditSettings = NonNullable<z.infer<typeof auditShape>>;
export type AuditFormat = AuditSettings['format'];
