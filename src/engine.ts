/**
 * The engine: the one file that knows every room. It opens a workspace, wires the rooms together and
 * makes passes: calendars, files in, time, files out, alerts. Whoever calls decides how often; files,
 * the clock and operators are one queue, and nothing is done in reaction to a watcher but to look.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deliverAlerts } from './alert/index.ts';
import { type LeftFiles, takeInCarefully } from './careful-intake.ts';
import type { Clock } from './clock.ts';
import { type Config, profilesOf } from './config.ts';
import { EngineError } from './engine-error.ts';
import { type Catalogue, compileCatalogue } from './flow/index.ts';
import {
  beforeOf,
  calendarTimeline,
  type Gateway,
  listDropped,
  makeFolders,
  mpanUpdate,
  type OnReceipts,
  sendOwed,
  settle,
  sha256Of,
  sha256OfFile,
  sweepOutbox,
  sweepTemporaries,
  takeCalendarFeeds,
  takeIn,
  tick,
  type Watch,
} from './gateway/index.ts';
import type { Log } from './log.ts';
import {
  checkMachine,
  extendReadingRules,
  foldAll,
  type ProcessRules,
  readingRules,
} from './process/index.ts';
import { openSqliteStore, type Receipt, type Store, unitOfWork } from './store/index.ts';

export interface Pass {
  readonly receipts: readonly Receipt[];
  readonly feeds: readonly string[];
  /** Files that may still be being written, and how long until they count as given up. */
  readonly waiting: readonly { readonly name: string; readonly waitMs: number }[];
  /** Files that could not be taken in and lie where they were; the log says why. */
  readonly left: readonly string[];
  readonly written: readonly string[];
  readonly alerts: number;
}

export interface Engine {
  readonly gateway: Gateway;
  /** Takes in what is there, lets time pass, writes what is due. `final`: every file is whole. */
  readonly pass: (options: { readonly final: boolean }) => Promise<Pass>;
  readonly close: () => Promise<void>;
}

export interface EngineOptions {
  readonly workspace: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** `:memory:` for a store that is gone with the process. */
  readonly storePath: string;
  readonly progress: Gateway['progress'];
}

/** Where the flow definitions are: data, shipped beside the source. */
const flowsFolder = new URL('../flows/', import.meta.url);

/** The shipped catalogue. Throws FLOW_DEFINITION_INVALID listing every problem of a definition. */
export function loadCatalogue(): Catalogue {
  try {
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(name, flowsFolder), 'utf8'));
    const names = readdirSync(flowsFolder).filter((name) => /^D\d{4}_\d{3}\.json$/.test(name));
    return compileCatalogue(names.sort().map(read), read('data-items.json'));
  } catch (error) {
    throw new EngineError(
      'FLOW_DEFINITION_INVALID',
      error instanceof Error ? error.message : 'a definition in flows/ cannot be read',
      'correct the definition; flows/README.md says how one is read',
      error,
    );
  }
}

/**
 * The gateway without its passes: for a desk command that reads, or acts once, perhaps beside a
 * gateway that is at work. It moves no file and folds nothing again.
 */
export async function openGateway(options: EngineOptions): Promise<Gateway> {
  const { workspace, config, clock, log, storePath } = options;
  makeFolders(workspace);
  const store = openSqliteStore(storePath);
  await refuseOtherParticipant(store, config);
  const calendars = calendarTimeline(config.calendar, config.calendars, await store.calendars());
  if (calendars.calendarFor('', null) === undefined) {
    await store.close();
    throw new EngineError(
      'CONFIG_INVALID',
      `calendar: no bank holidays are known for "${config.calendar}"`,
      'use england-and-wales or scotland, or put a feed with that division into calendar/',
    );
  }
  return {
    workspace,
    config,
    store,
    clock,
    log,
    calendars,
    rules: processRules(config, calendars.calendarFor),
    alertRules: config,
    looks: new Map(),
    progress: options.progress,
  };
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const gateway = await openGateway(options);
  const { store, log, workspace, config } = gateway;
  const left: LeftFiles = new Map();
  const watch: Watch = new Map();
  const feedsSeen = new Map<string, number>();
  await adoptRules(gateway);
  let isFirst = true;
  return {
    gateway,
    pass: async ({ final }) => {
      // Whoever makes passes holds the workspace: only now may what a crash left be tidied up.
      if (isFirst) for (const name of sweepTemporaries(workspace)) log.info({ name }, 'swept');
      isFirst = false;
      await settle(gateway, await store.unsettled());
      const feeds = await takeCalendarFeeds(gateway, feedsSeen);
      const { ready, waiting } = listDropped(gateway, watch, final);
      const receipts: Receipt[] = [];
      let unsettled: readonly Receipt[] = [];
      const onReceipts: OnReceipts = async (taken, isLast) => {
        // What an answer brings about goes out before its file is put away: nobody waits for that.
        if (isLast) unsettled = taken;
        else await settle(gateway, taken);
        receipts.push(...taken);
        for (const receipt of taken) logReceipt(log, receipt);
      };
      if (final) await takeIn(gateway, ready, onReceipts);
      else await takeInCarefully(gateway, left, ready, onReceipts);
      await tick(gateway);
      await sendOwed(gateway);
      const written = await sweepOutbox(gateway);
      await settle(gateway, unsettled);
      const alerts = await deliverAlerts(store, log, workspace, config.role);
      return { receipts, feeds, waiting, left: [...left.keys()], written, alerts };
    },
    close: () => store.close(),
  };
}

function logReceipt(log: Log, receipt: Receipt): void {
  const { name, flow, fileIdentifier, outcome, instances, instancesAccepted } = receipt;
  const findings = receipt.findings.length;
  log.info({ name, flow, fileIdentifier, outcome, instances, instancesAccepted, findings }, 'file');
}

export function processRules(
  config: Config,
  calendarFor: ProcessRules['calendarFor'],
): ProcessRules {
  const profiles = profilesOf(config, 'pawl.config.json');
  return {
    participant: { mpid: config.mpid, role: config.role },
    catalogue: loadCatalogue(),
    machines: new Map([...profiles].map(([id, profile]) => [id, checkMachine(profile)])),
    reading: extendReadingRules(readingRules, config.rules),
    staticMeterTypes: config.staticMeterTypes,
    drafts: config.send !== 'never',
    zone: config.headerTimeZone,
    ruleSet: { cutoff: config.cutoff, nonWorkingTrigger: config.nonWorkingTrigger },
    calendarFor,
  };
}

const participantNote = 'participant';

/** A store belongs to the participant it was made for: its checks mean nothing to another. */
async function refuseOtherParticipant(store: Store, config: Config): Promise<void> {
  const own = `${config.mpid} in role ${config.role}`;
  const known = await store.note(participantNote);
  if (known === null) await store.setNote(participantNote, own);
  if (known === null || known === own) return;
  await store.close();
  throw new EngineError(
    'CONFIG_INVALID',
    `mpid, role: this workspace belongs to ${known}, and the configuration says ${own}`,
    'put mpid and role back, or make a workspace of its own with pawl init',
  );
}

const rulesNote = 'rules-digest';
const mpansPerRefold = 500;

/** Where the rules differ from those the snapshots were made with, every MPAN is folded again. */
async function adoptRules(gateway: Gateway): Promise<void> {
  const { store, rules, config, log } = gateway;
  const profiles = [...rules.machines.values()].map(({ profile }) => profile);
  const { cutoff, nonWorkingTrigger, headerTimeZone, staticMeterTypes, calendar, calendars } =
    config;
  const digest = sha256Of(
    JSON.stringify({
      participant: rules.participant,
      profiles,
      reading: rules.reading,
      drafts: rules.drafts,
      clock: { cutoff, nonWorkingTrigger, headerTimeZone, calendar, calendars },
      staticMeterTypes,
    }),
  );
  const known = await store.note(rulesNote);
  if (known === digest) return;
  if (known !== null) {
    log.info('rules have changed; every MPAN is folded again');
    await refoldAll(gateway, store);
  }
  await store.setNote(rulesNote, digest);
}

async function refoldAll(gateway: Gateway, store: Store): Promise<void> {
  const { rules, clock } = gateway;
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRefold);
    const last = some.at(-1);
    if (last === undefined) return;
    const now = clock.now();
    const mpans = [];
    for (const stored of some) {
      const { mpan } = stored;
      const { state } = foldAll(rules, mpan, await store.journalOf(mpan), now);
      mpans.push(mpanUpdate(gateway, state, beforeOf(stored), now));
    }
    const result = await store.commit(unitOfWork(now, { mpans }));
    if (result === 'committed') after = last.mpan;
  }
}

export interface Verification {
  readonly mpans: number;
  readonly problems: readonly string[];
}

/** Journal against snapshots, files against receipts, and the database against itself. */
export async function verify(gateway: Gateway): Promise<Verification> {
  const { store, rules, workspace, progress } = gateway;
  const problems = (await store.selfCheck()).map((line) => `store: ${line}`);
  let mpans = 0;
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRefold);
    const last = some.at(-1);
    if (last === undefined) break;
    for (const { mpan, state } of some) {
      mpans += 1;
      const { state: folded } = foldAll(rules, mpan, await store.journalOf(mpan), state.foldedTo);
      if (canonical(folded) !== canonical(state)) {
        problems.push(`MPAN ${mpan}: the snapshot is not what the journal folds to`);
      }
    }
    after = last.mpan;
    progress?.('verifying', mpans, mpans);
  }
  for (const receipt of await store.receipts()) {
    if (!receipt.destination.startsWith('archive/')) continue;
    const problem = archiveProblem(join(workspace, receipt.destination), receipt.sha256);
    if (problem !== null) problems.push(`${receipt.destination}: ${problem}`);
  }
  return { mpans, problems };
}

function archiveProblem(path: string, sha256: string): string | null {
  try {
    return sha256OfFile(path) === sha256 ? null : 'is not what was received';
  } catch {
    return 'was received and is not there';
  }
}

/** JSON with sorted keys: two values are the same if their canonical texts are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
