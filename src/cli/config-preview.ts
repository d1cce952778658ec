/**
 * `pawl config preview`: which checks a changed configuration, or a bank-holiday feed, would change,
 * and why. It writes nothing, and may run beside a gateway that is at work.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BankHolidays, mergeBankHolidays, readFeed } from '../calendar/index.ts';
import { type Config, configFile, configName, inspectConfig } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import { holidaysAtHand, refusalOf } from '../intake/index.ts';
import { configInForce, misfitsOf, type PreviewedCheck, preview } from '../rules/index.ts';
import { checkInWords } from './config-history.ts';
import { count, say } from './print.ts';
import { atDesk } from './workspace.ts';

interface ConfigPreviewOptions {
  readonly workspace?: string;
  readonly calendar?: string;
  readonly json?: boolean;
}

export async function configPreview(
  given: string | undefined,
  options: ConfigPreviewOptions,
): Promise<number> {
  await atDesk(options.workspace, async (gateway) => {
    const inForce = (await configInForce(gateway.store)) ?? gateway.config;
    const feed = options.calendar === undefined ? null : feedIn(options.calendar);
    const path = given ?? join(gateway.workspace, configName);
    // With a feed alone, nothing but the feed is asked about.
    const config =
      given === undefined && feed !== null
        ? inForce
        : await candidateIn(gateway, path, inForce, feed);
    if (options.json === true) await tellAsJson(gateway, inForce, config, feed);
    else await tellInWords(gateway, inForce, config, feed);
  });
  return 0;
}

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
      `${path} is no bank-holiday feed: ${error instanceof Error ? error.message : ''}`,
      'name a JSON file of the public bank-holidays feed',
      error,
    );
  }
}

const mergedWith = ({ calendars }: Gateway, feed: BankHolidays | null): BankHolidays | null =>
  feed === null ? null : mergeBankHolidays(calendars.newest(), feed);

/** A list as long as the desk's checks waits for its reader rather than pile up in memory. */
async function sayAndWait(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
}

async function tellInWords(
  gateway: Gateway,
  inForce: Config,
  config: Config,
  feed: BankHolidays | null,
): Promise<void> {
  const tellOne = async (check: PreviewedCheck): Promise<void> => {
    await sayAndWait(checkInWords(check));
    for (const reason of check.why) await sayAndWait(`  because of ${reason}`);
  };
  const found = await preview(
    gateway,
    inForce,
    { config, holidays: mergedWith(gateway, feed) },
    tellOne,
  );
  const { keys, mpans, checks, held } = found;
  const why = feed === null ? null : refusalOf(feed, await gateway.store.calendars());
  if (why !== null) say(`In calendar/ the feed would be refused: ${why}.`);
  for (const mpan of held) say(`MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`);
  const what = [...keys.map(({ key }) => key), ...(feed === null ? [] : ['the calendar feed'])];
  say(what.length === 0 ? 'It says what is in force already.' : `Changed: ${what.join(', ')}.`);
  say(
    `${count(mpans, 'MPAN')} looked at, ${count(checks, 'check')} would change. Nothing is written.`,
  );
}

async function tellAsJson(
  gateway: Gateway,
  inForce: Config,
  config: Config,
  feed: BankHolidays | null,
): Promise<void> {
  say('{"checks":[');
  let before = '';
  const tellOne = async (check: PreviewedCheck): Promise<void> => {
    if (before !== '') await sayAndWait(`${before},`);
    before = JSON.stringify(check);
  };
  const found = await preview(
    gateway,
    inForce,
    { config, holidays: mergedWith(gateway, feed) },
    tellOne,
  );
  const { keys, mpans, checks, held } = found;
  if (before !== '') say(before);
  say(
    `],"keys":${JSON.stringify(keys)},"mpans":${mpans},"changed":${checks},"held":${JSON.stringify(held)}}`,
  );
}
