/**
 * The engine: the one file that knows every room. It opens a workspace, wires the rooms together and
 * makes passes: calendars, files in, time, files out, alerts. Whoever calls decides how often; files,
 * the clock and operators are one queue, and nothing is done in reaction to a watcher but to look.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { openAdoption, ruleBookOf } from './rules/index.ts';
import { approvalsCompanion } from './approvals/index.ts';
import { audienceOf, deliverAlerts, type Sender, senderOf } from './alert/index.ts';
import { type LeftFiles, takeInCarefully } from './careful-intake.ts';
import { capacityMarket } from './capacity/index.ts';
import type { Clock } from './clock.ts';
import type { Config, ConfigFile } from './config/index.ts';
import { issuesIn } from './cop-issues.ts';
import { EngineError } from './engine-error.ts';
import { type Catalogue, compileCatalogue } from './flow/index.ts';
import {
  calendarTimeline,
  type Gateway,
  isAlarming,
  listDropped,
  lookAgain,
  lookAside,
  makeFolders,
  makeStaging,
  type OddEntry,
  type OnReceipts,
  sendOwed,
  settle,
  sweepOutbox,
  sweepResubmissions,
  sweepStaging,
  sweepTemporaries,
  takeCalendarFeeds,
  takeIn,
  tellOdd,
  tellUndelivered,
  tick,
  type Watch,
} from './gateway/index.ts';
import type { Log } from './log.ts';
import { type Keeper, openKeeper } from './report/index.ts';
import { openSqliteStore, type Receipt, type Store } from './store/index.ts';

export interface Pass {
  readonly receipts: readonly Receipt[];
  readonly feeds: readonly string[];
  /** Files that may still be being written, and how long until they count as given up. */
  readonly waiting: readonly { readonly name: string; readonly waitMs: number }[];
  /** Files that could not be taken in and lie where they were; the log says why. */
  readonly left: readonly string[];
  /** What lies in a drop folder and is no file that can be taken in, as far as people are told. */
  readonly odd?: readonly OddEntry[];
  readonly written: readonly string[];
  readonly alerts: number;
  /** What was written into reports/, by its path below the workspace. */
  readonly reports: readonly string[];
  /** What kept parts of the pass waiting; not there if nothing did. */
  readonly pauses?: readonly Pause[];
}

/** What of a pass can wait until the surroundings bear it; `pass` is all of it. */
export type Part = 'pass' | 'intake' | 'time' | 'outbox' | 'alerts';

/** Why parts of a pass wait. */
export interface Pause {
  readonly code: string;
  readonly about: string;
  readonly detail: string;
  readonly holds: readonly Part[];
}

export const holds = (pauses: readonly Pause[] | undefined, part: Part): boolean =>
  pauses?.some((pause) => pause.holds.includes(part)) ?? false;

export interface PassOptions {
  readonly final: boolean;
  readonly pauses?: readonly Pause[];
}

const nothingDone: Pass = {
  receipts: [],
  feeds: [],
  waiting: [],
  left: [],
  written: [],
  alerts: 0,
  reports: [],
};

export interface Engine {
  readonly gateway: Gateway;
  /** Takes in what is there, lets time pass, writes what is due. `final`: every file is whole. */
  readonly pass: (options: PassOptions) => Promise<Pass>;
  /** Sends to the channels what passes have queued: beside them, at the will of the caller. */
  readonly sender: Sender;
  /** Keeps what stands in reports/, and chases. */
  readonly keeper: Keeper;
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
  /** As it is written, with its secrets unread; the configuration itself unless said. */
  readonly written?: unknown;
  /** Looked at between passes; without it the configuration stays what it is. */
  readonly configFile?: ConfigFile;
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
  const gateway: Gateway = {
    workspace,
    config,
    store,
    clock,
    log,
    ...ruleBookOf(config, calendars, loadCatalogue()),
    audience: audienceOf(() => gateway.config, config.role, {
      get zone() {
        return gateway.config.headerTimeZone;
      },
      calendar: () => gateway.calendars.calendarFor('', null),
    }),
    companions: [approvalsCompanion(workspace, log), capacityMarket(issuesIn(workspace, log))],
    progress: options.progress,
  };
  return gateway;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const gateway = await openGateway(options);
  const { store, clock, log, workspace, config } = gateway;
  makeStaging(workspace);
  const left: LeftFiles = new Map();
  const watch: Watch = new Map();
  const feedsSeen = new Map<string, number>();
  const oddTold = new Set<string>();
  const written = options.written ?? config;
  const adoption = await openAdoption(gateway, options.configFile ?? null, written);
  let isFirst = true;
  const keeper = openKeeper(gateway);
  const sender = senderOf({
    store,
    log,
    now: clock.now,
    settings: () => gateway.config,
    teller: { mpid: config.mpid, role: config.role },
    random: Math.random,
  });
  return {
    gateway,
    sender,
    keeper,
    pass: async ({ final, pauses = [] }) => {
      if (holds(pauses, 'pass')) return { ...nothingDone, left: [...left.keys()], pauses };
      const takesIn = !holds(pauses, 'intake');
      // Whoever makes passes holds the workspace: only now may what a crash left be tidied up.
      if (isFirst && pauses.length === 0) {
        const claims = (await store.unsettled()).flatMap(({ claim }) => claim?.staged ?? []);
        sweepStaging(workspace, new Set(claims));
        for (const name of sweepTemporaries(workspace)) log.info({ name }, 'swept');
        isFirst = false;
      }
      await adoption.look();
      await lookAside(gateway);
      if (takesIn) await settle(gateway, await store.unsettled());
      if (takesIn) await lookAgain(gateway);
      const calendar = takesIn
        ? await takeCalendarFeeds(gateway, feedsSeen)
        : { taken: [], odd: [] };
      const feeds = calendar.taken;
      await adoption.takeHolidays(feeds);
      if (takesIn) await sweepResubmissions(gateway);
      const { ready, waiting, odd } = takesIn
        ? listDropped(gateway, watch, final)
        : { ready: [], waiting: [], odd: [] };
      const allOdd = [...odd, ...calendar.odd];
      await tellOdd(gateway, oddTold, allOdd);
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
      if (!holds(pauses, 'time')) {
        await tellUndelivered(gateway);
        await tick(gateway);
        await sendOwed(gateway);
      }
      const written = holds(pauses, 'outbox') ? [] : await sweepOutbox(gateway);
      await settle(gateway, unsettled);
      const alerts = holds(pauses, 'alerts')
        ? 0
        : await deliverAlerts(store, log, workspace, config.role);
      // While answers lie unread, or the time is in doubt, nobody is chased and nothing counted.
      const isSure = takesIn && !holds(pauses, 'time');
      const reports = isSure ? await keeper.keep() : [];
      for (const { ownFiles } of gateway.companions)
        reports.unshift(...(ownFiles?.written() ?? []));
      const pass = { receipts, feeds, waiting, left: [...left.keys()], written, alerts, reports };
      return { ...pass, pauses, odd: allOdd.filter(isAlarming) };
    },
    close: async () => {
      await keeper.close();
      await sender.close();
      await store.close();
    },
  };
}

function logReceipt(log: Log, receipt: Receipt): void {
  const { name, flow, fileIdentifier, outcome, instances, instancesAccepted } = receipt;
  const findings = receipt.findings.length;
  log.info({ name, flow, fileIdentifier, outcome, instances, instancesAccepted, findings }, 'file');
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
