/**
 * The shape of what the configuration says about folders: where each lies, if not in the workspace.
 * The store stays in data/ of the workspace, which must be a local disk.
 */
import { z } from 'zod';

const place = z.string().min(1).optional();

export const foldersShape = z
  .strictObject({
    inbox: place,
    sent: place,
    outbox: place,
    archive: place,
    rejected: place,
    'set-aside': place,
    reports: place,
    alerts: place,
    calendar: place,
    reference: place,
    looks: place,
    audit: place,
  })
  .default({})
  .describe('where a folder of the workspace really lies; the workspace then holds a link to it');
