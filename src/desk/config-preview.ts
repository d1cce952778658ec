/**
 * Which checks a changed configuration, or a bank-holiday feed, would change, and why. It writes
 * nothing, and may be asked beside a gateway that is at work.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type BankHolidays, mergeBankHolidays, readFeed } from '../calendar/index.ts';
import { type Config, configFile, configName, inspectConfig } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import { holidaysAtHand, refusalOf } from '../intake/index.ts';
import { configInForce, misfitsOf, type PreviewedCheck, previewChanges } from '../rules/index.ts';
import { changedCheck } from './calendar-change.ts';
import { operation } from './operation.ts';
import { wholeNumber, mpan } from './terms.ts';

export const configPreview = operation({
  name: 'config preview',
  group: 'Settings',
  summary: 'Which checks a changed configuration or feed would change, and why',
  role: 'viewer',
  takes: z.strictObject({
    file: z.string().optional().describe('a configuration; pawl.config.json if left out'),
    calendar: z.string().optional().describe('a bank-holiday feed that would be merged'),
  }),
  answers: z.strictObject({
    checks: z.array(z.strictObject({ ...changedCheck, why: z.array(z.string()) })),
    keys: z.array(z.strictObject({ key: z.string(), from: z.unknown(), to: z.unknown() })),
    mpans: wholeNumber.describe('how many were looked at'),
    changed: wholeNumber.describe('how many checks would change'),
    held: z.array(mpan).describe('MPANs that a fault of Pawl would hold'),
    refused: z.string().nullable().describe('why the feed would be refused in calendar/'),
  }),
  route: { no: 'the file is on the machine of the gateway' },
  typed: '[file]',
  example: {},
  run: async ({ gateway }, { file, calendar }) => {
    const inForce = (await configInForce(gateway.store)) ?? gateway.config;
    const feed = calendar === undefined ? null : feedIn(calendar);
    const path = file ?? join(gateway.workspace, configName);
    // With a feed alone, nothing but the feed is asked about.
    const config =
      file === undefined && feed !== null
        ? inForce
        : await candidateIn(gateway, path, inForce, feed);
    const holidays = feed === null ? null : mergeBankHolidays(gateway.calendars.newest(), feed);
    const refused = feed === null ? null : refusalOf(feed, await gateway.store.calendars());
    const checks: PreviewedCheck[] = [];
    const found = await previewChanges(gateway, inForce, { config, holidays }, async (check) => {
      checks.push(check);
    });
    const { keys, mpans, checks: changed, held } = found;
    return { checks, keys: [...keys], mpans, changed, held, refused };
  },
});

async function candidateIn(
  gateway: Gateway,
  path: string,
  inForce: Config,
  feed: BankHolidays | null,
): Promise<Config> {
  const found = configFile(path).changed() ?? { problem: 'cannot be read' };
  if ('problem' in found) throw unsound(path, [found.problem]);
  const { config, problems } = inspectConfig(found.written);
  if (config === null) throw unsound(path, problems);
  const { workspace, store, calendars } = gateway;
  const holidays = { ...holidaysAtHand(workspace, calendars.newest()), ...feed };
  const misfits = await misfitsOf(config, { workspace, store, inForce, holidays });
  if (misfits.length > 0) throw unsound(path, misfits);
  return config;
}

const unsound = (path: string, problems: readonly string[]): EngineError =>
  new EngineError(
    'CONFIG_INVALID',
    `${path}: ${problems.join('; ')}`,
    `pawl config check ${path} tells when it is right`,
  );

function feedIn(path: string): BankHolidays {
  try {
    const feed = readFeed(JSON.parse(readFileSync(path, 'utf8')));
    if ('bankHolidays' in feed) return feed.bankHolidays;
    throw new Error(feed.problem);
  } catch (error) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${path} is not a bank-holiday feed: ${error instanceof Error ? error.message : ''}`,
      'name a JSON file of the public bank-holidays feed',
      error,
    );
  }
}
