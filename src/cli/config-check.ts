/**
 * `pawl config check`: everything that is wrong with a configuration, at once: its shape, and whether
 * it fits the workspace, its store, its calendars, its folders and this user's environment.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundledBankHolidays, localDateOf } from '../calendar/index.ts';
import { systemClock } from '../clock.ts';
import {
  type Config,
  configFile,
  configName,
  inspectConfig,
  keysBetween,
  missingInWords,
  withoutSecrets,
  withoutTokensIn,
} from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { holidaysAtHand } from '../intake/index.ts';
import { headPlacesProblems } from '../keeping/index.ts';
import { referenceOf } from '../market/index.ts';
import {
  configInForce,
  doubtfulNames,
  misfitsOf,
  refusedConfig,
  unreadLetters,
} from '../rules/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { storePathOf, storePlaceOf } from '../store-place.ts';
import { count, say, sayJson } from './print.ts';
import { findFolder } from './workspace.ts';

interface ConfigCheckOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  /** Whether the provider of `web.signIn` is asked too. */
  readonly provider?: boolean;
}

interface Checked {
  readonly file: string;
  readonly problems: readonly string[];
  /** What is sound and will not do what was meant. */
  readonly warnings: readonly string[];
  /** Keys that differ from what is in force. */
  readonly changes: readonly string[];
  /** What the provider says of itself, where it was asked. */
  readonly provider?: readonly string[];
}

export async function configCheck(
  given: string | undefined,
  options: ConfigCheckOptions,
): Promise<number> {
  const folder = findFolder(options.workspace);
  const path = given ?? join(folder, configName);
  const store = await storeFor(path, folder);
  try {
    const checked = await checkConfig(path, folder, store, options.provider === true);
    if (options.json === true) sayJson(checked);
    else await tell(checked, store);
    return checked.problems.length === 0 ? 0 : 2;
  } finally {
    await store?.close();
  }
}

/** The store that a configuration names; null where there is none yet, or its place is not sound. */
async function storeFor(path: string, folder: string): Promise<Store | null> {
  const found = configFile(path).changed();
  const { config } = inspectConfig(found === null || 'problem' in found ? null : found.written);
  if (config !== null && config.store !== null) {
    return openStore(storePlaceOf(folder, config), true).catch((error: unknown) => {
      if (error instanceof EngineError && error.code === 'STORE_MISSING') return null;
      throw error;
    });
  }
  const storePath = storePathOf(folder);
  return existsSync(storePath) ? openStore(storePath) : null;
}

async function checkConfig(
  path: string,
  workspace: string,
  store: Store | null,
  isProviderAsked: boolean,
): Promise<Checked> {
  const found = configFile(path).changed() ?? { problem: 'cannot be read' };
  if ('problem' in found)
    return { file: path, problems: [found.problem], warnings: [], changes: [] };
  const { config, problems, missing } = inspectConfig(found.written);
  const inForce = store === null ? null : await configInForce(store);
  const merged = (await store?.calendars())?.at(-1)?.bankHolidays ?? bundledBankHolidays;
  const holidays = holidaysAtHand(workspace, merged);
  const misfits =
    config === null ? [] : await misfitsOf(config, { workspace, holidays, store, inForce });
  const reference = referenceOf((await store?.merges()) ?? []);
  const today = localDateOf('Europe/London', systemClock.now());
  const [newest] = (await store?.configChanges(1)) ?? [];
  const changes =
    newest === undefined ? [] : keysBetween(newest.written, withoutSecrets(found.written));
  const provider = isProviderAsked ? await providerOf(config) : null;
  return {
    file: path,
    problems: [
      ...problems,
      ...missing.map(missingInWords),
      ...misfits,
      ...(config === null ? [] : headPlacesProblems({ workspace, config })),
      ...(provider?.problems ?? []),
    ].map(withoutTokensIn),
    warnings:
      config === null
        ? []
        : [
            ...unreadLetters(config, reference, today),
            ...doubtfulNames(config),
            ...(provider?.warnings ?? []),
          ].map(withoutTokensIn),
    changes: changes.map(({ key }) => key),
    ...(provider === null ? {} : { provider: provider.found }),
  };
}

/** What there is to ask is loaded where it is asked. */
async function providerOf(
  config: Config | null,
): Promise<Awaited<ReturnType<typeof import('../web/index.ts').checkProvider>>> {
  const { signIn = null, publicAddress = null } = config?.web ?? {};
  if (signIn === null) {
    const problems = config === null ? [] : ['web.signIn is not set: there is no provider to ask'];
    return { problems, warnings: [], found: [] };
  }
  const { checkProvider } = await import('../web/index.ts');
  return checkProvider(signIn, publicAddress ?? '');
}

async function tell(
  { file, problems, warnings, changes, provider = [] }: Checked,
  store: Store | null,
): Promise<void> {
  for (const line of provider) say(`provider: ${line}`);
  for (const problem of problems) say(problem);
  for (const warning of warnings) say(`warning: ${warning}`);
  const refused = store === null ? null : await refusedConfig(store);
  if (problems.length > 0) {
    say(`${file}: ${count(problems.length, 'problem')}.`);
    if (refused !== null) say('The gateway still uses the configuration before this one.');
    return;
  }
  const differs =
    changes.length === 0 ? '' : ` It differs from what is in force: ${changes.join(', ')}.`;
  say(`${file} is sound.${differs}`);
}
