/** The shape of `retention`: how long what is done with is kept. Without it, for ever. */
import { z } from 'zod';

const period = z
  .string()
  .regex(/^[1-9]\d{0,4} (days|months)$/, 'a period such as "90 days" or "72 months"')
  .nullable()
  .default(null);

export const retentionShape = z
  .strictObject({
    archive: period.describe('files in archive/, from when they were received'),
    closedChecks: period.describe('closed checks with their journal, from when the last closed'),
    alerts: period.describe('alerts that were told, from when they were raised'),
    looks: period.describe('who looked at whose data, from when they looked'),
  })
  .prefault({})
  .describe(
    'how long finished things are kept before `pawl purge` may remove them; null: for ever',
  );
