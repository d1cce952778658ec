/** The shape of what the configuration says about traces for OpenTelemetry. */
import { z } from 'zod';
import { isPrivateAddress } from './login.ts';

export const telemetryShape = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine(
        isPrivateAddress,
        'an address that begins with https://, or one of this machine alone',
      )
      .describe('of a collector, by OTLP over HTTP: http://127.0.0.1:4318/v1/traces'),
    token: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe('sent as Authorization: Bearer, where the collector asks for one'),
    mpan: z.boolean().default(false).describe('true: spans of events name their MPAN'),
  })
  .nullable()
  .default(null)
  .describe('traces of files, their events, commits and flows for OpenTelemetry; null: none');

export type TelemetrySettings = NonNullable<z.infer<typeof telemetryShape>>;
