/**
 * The engine: the one file that knows every room. It opens a workspace, wires the rooms together and
 * makes passes: calendars and reference data, files in, time, files out, alerts. Whoever calls decides how often; files,
 * the clock and operators are one queue, and nothing is done in reaction to a watcher but to look.
 */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import about from '../package.json' with { type: 'json' };
import { firstAgainst } from './account/index.ts';
import { deliverAlerts, senderOf } from './alert/index.ts';
import { EngineError } from './engine-error.ts';
import { faultPoint } from './fault-point.ts';
import { makeStaging, sweepStaging, sweepTemporaries } from './files/index.ts';
import {
  commitAt,
  type Gateway,
  hearOfCalendarActs,
  hearOfMerges,
  mergedNote,
  type Mishap,
  sendApproved,
  sendOwed,
  sweepOutbox,
  tellMishap,
  tellUndelivered,
  tick,
  undoneNote,
} from './gateway/index.ts';
import {
  type FeedsSeen,
  forgetRefused,
  type InboundFile,
  type Intake,
  isAlarming,
  type LeftFiles,
  type Listing,
  listDropped,
  lookAgain,
  lookAside,
  noFeeds,
  noTurns,
  type OddEntry,
  type OnReceipts,
  settle,
  sweepResubmissions,
  type TakenFeeds,
  takeCalendarFeeds,
  takeInAll,
  takeInBeside,
  takeInCarefully,
  takeReferenceFiles,
  tellOdd,
  type Watch,
  unsettledHere,
  withTurns,
  withUnsettled,
} from './intake/index.ts';
import { type Heads, openHeads } from './keeping/index.ts';
import type { Log } from './log.ts';
import { holds, type Pause } from './pause.ts';
import { companionsOf } from './papers/index.ts';
import type { Queue } from './post/index.ts';
import { type Keeper, openKeeper } from './report/index.ts';
import { closingOnFailure, type EngineOptions, openGateway } from './open-gateway.ts';
import { followAdoption, openAdoption } from './rules/index.ts';
import { endsWork, PlaceChanged, type Receipt } from './store/index.ts';
import type { Telemetry } from './telemetry/index.ts';

export interface Pass {
  readonly receipts: readonly Receipt[];
  /** Bank-holiday feeds that were merged, by name, and files of reference data, as reference/NAME. */
  readonly feeds: readonly string[];
  /** Files that may still be being written, and how long until they count as given up. */
  readonly waiting: readonly { readonly name: string; readonly waitMs: number }[];
  /** True where more lies in the folders than one pass takes in. */
  readonly isMore?: boolean;
  /** Files that could not be taken in and lie where they were; the log says why. */
  readonly left: readonly string[];
  /** What lies in a drop folder and is no file that can be taken in, as far as people are told. */
  readonly odd?: readonly OddEntry[];
  readonly written: readonly string[];
  readonly alerts: number;
  /** What was written into reports/, by its path below the workspace. */
  readonly reports: readonly string[];
  /** What failed by itself while everything else went on; not there if nothing did. */
  readonly mishaps?: readonly Mishap[];
  /** What kept parts of the pass waiting; not there if nothing did. */
  readonly pauses?: readonly Pause[];
}

export interface PassOptions {
  readonly final: boolean;
  readonly pauses?: readonly Pause[];
}

/** Where no other gateway can have the store. */
const aloneIsSure = { sure: () => undefined };

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
  /** The gateway with the rules in force now: asked anew by whoever lives longer than a pass. */
  readonly gateway: () => Gateway;
  /** The same, with what only whoever takes files in needs. */
  readonly intake: () => Intake;
  /** Takes in what is there, lets time pass, writes what is due. `final`: every file is whole. */
  readonly pass: (options: PassOptions) => Promise<Pass>;
  /** Sends to the channels what passes have queued: beside them, at the will of the caller. */
  readonly sender: Queue;
  /** Keeps what stands in reports/, and chases. */
  readonly keeper: Keeper;
  /** Writes down the newest link of the journal, and sends copies elsewhere. */
  readonly heads: Heads;
  /**
   * Makes anew what does not follow from the journal, for about so long. True once all has been
   * looked at, or while it has to wait.
   */
  readonly mend?: (budgetMs: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { workspace, log } = options;
  const companions = companionsOf(workspace, log);
  const turns = noTurns();
  const telemetry = await telemetryOf(options);
  const opened = await openGateway({ ...options, ...(telemetry === null ? {} : { telemetry }) });
  const { store, clock, config } = opened;
  const beside = opened.joined?.beside ?? null;
  makeStaging(workspace);
  const left: LeftFiles = new Map();
  const watch: Watch = new Map();
  const feedsSeen = { calendar: new Map(), reference: new Map() } as const satisfies Record<
    string,
    FeedsSeen
  >;
  const undoHeard = { note: await store.note(undoneNote) };
  const mergesHeard = { note: await store.note(mergedNote) };
  const oddTold = new Set<string>();
  const written = options.written ?? config;
  const adoption = await closingOnFailure(store, async () => {
    // A gateway that cannot read its definitions does not start.
    assert(opened.rules.catalogue.flows.size > 0);
    return beside === null
      ? openAdoption(opened, options.configFile ?? null, written)
      : followAdoption(opened);
  });
  const { gateway } = adoption;
  const intake = (): Intake => ({ ...gateway(), companions, turns });
  let isFirst = true;
  let wakesHeld = true;
  const keeper = openKeeper(gateway);
  const heads = await closingOnFailure(store, () => openHeads(gateway));
  const { sure } = opened.joined ?? aloneIsSure;
  const sender = senderOf({
    store,
    log,
    now: clock.now,
    settings: () => gateway().config,
    teller: config,
    random: Math.random,
    sure,
  });
  /** What may be taken in; what was and lies there still is on its way to its place. */
  const list = async (isFinal: boolean): Promise<Listing> => {
    const away = await namesUnsettled(gateway());
    const passed = { has: (about: string) => left.has(about) || away.has(about) };
    const listed = listDropped(gateway(), watch, isFinal, passed);
    const isHere = ({ folder, name }: InboundFile): boolean => !away.has(`${folder}/${name}`);
    return { ...listed, ready: listed.ready.filter(isHere), large: listed.large.filter(isHere) };
  };
  let goesBy = gateway().config;
  return {
    gateway,
    intake,
    sender,
    keeper,
    heads,
    pass: async ({ final, pauses = [] }) => {
      if (holds(pauses, 'pass')) return { ...nothingDone, left: [...left.keys()], pauses };
      const takesIn = !holds(pauses, 'intake');
      gateway().mishaps.length = 0;
      const part = partsOf(gateway(), final);
      /** What only the first gateway does, where there are others. */
      const alone = beside === null ? part : async (): Promise<void> => undefined;
      await part('sweep', async () => {
        // Whoever makes passes holds the workspace: only now may what a crash left be tidied up.
        if (!isFirst || pauses.length > 0) return;
        const claims = (await store.unsettled()).flatMap(({ claim }) => claim?.staged ?? []);
        const brought = (await store.resubmissions()).map(({ source }) => basename(source));
        sweepStaging(workspace, new Set([...claims, ...brought]));
        const swept = sweepTemporaries(workspace, opened.joined !== undefined);
        for (const name of swept) log.info({ name }, 'swept');
        isFirst = false;
      });
      await part('acknowledge', async () => gateway().joined?.acknowledge());
      await alone('held', async () => {
        if (wakesHeld) await commitAt(gateway(), clock.now(), { wakeHeld: true });
        wakesHeld = false;
      });
      await part('rules', () => adoption.look());
      if (gateway().config !== goesBy) gateway().joined?.goesBy(gateway().config);
      goesBy = gateway().config;
      await part('companions', () => lookAside(intake()));
      let calendar: TakenFeeds = noFeeds;
      let reference: TakenFeeds = noFeeds;
      let listed: Listing = { ready: [], large: [], waiting: [], odd: [], isMore: false };
      let acts: readonly string[] = [];
      await alone('holidays', async () => {
        acts = await hearOfCalendarActs(gateway(), undoHeard);
        if (acts.length > 0) forgetRefused(feedsSeen.calendar);
        acts = [...acts, ...(await hearOfMerges(gateway(), mergesHeard))];
      });
      const oddHere = (): readonly OddEntry[] => [...listed.odd, ...calendar.odd, ...reference.odd];
      const receipts: Receipt[] = [];
      let unsettled: readonly Receipt[] = [];
      const onReceipts: OnReceipts = async (taken, isLast) => {
        receipts.push(...taken);
        for (const receipt of taken) logReceipt(log, receipt);
        // What an answer brings about goes out before its file is put away: nobody waits for that.
        if (isLast) unsettled = taken;
        else await settle(intake(), taken);
      };
      if (takesIn) {
        await part('settle', () => withUnsettled(intake(), (waiting) => settle(intake(), waiting)));
        await part('taken-away', () => lookAgain(gateway()));
        await alone('calendar', async () => {
          calendar = await takeCalendarFeeds(gateway(), feedsSeen.calendar);
        });
        await alone('reference', async () => {
          reference = await takeReferenceFiles(gateway(), feedsSeen.reference, final);
        });
      }
      await alone('holidays', async () => {
        // What was refused beside another calendar is judged anew with the next pass.
        if (calendar.taken.length > 0) forgetRefused(feedsSeen.calendar);
        await adoption.takeFeeds([...calendar.taken, ...filesOf(reference), ...acts]);
      });
      if (takesIn) {
        await part('resubmissions', () => sweepResubmissions(gateway()));
        await part('intake', async () => {
          listed = await list(final);
          await alone('odd', () => tellOdd(gateway(), oddTold, oddHere()));
          const files = [...listed.ready, ...listed.large];
          const beside = async (): Promise<void> =>
            takeInBeside(intake(), left, files, (await list(false)).ready, onReceipts);
          await withTurns(intake(), beside, async () => {
            if (final) await takeInAll(intake(), files, onReceipts);
            else await takeInCarefully(intake(), left, files, onReceipts);
          });
        });
      }
      if (!holds(pauses, 'time')) {
        await alone('undelivered', async () => void (await tellUndelivered(gateway())));
        await alone('time', async () => void (await tick(gateway())));
        await alone('owed', async () => {
          await sendOwed(gateway());
          await sendApproved(gateway());
        });
      }
      let written: readonly string[] = [];
      if (!holds(pauses, 'outbox')) {
        await alone('outbox', async () => {
          await gateway().joined?.acknowledge();
          written = await sweepOutbox(gateway());
        });
      }
      await part('settle', () => settle(intake(), unsettled));
      let alerts = 0;
      if (!holds(pauses, 'alerts')) {
        await alone('alerts', async () => {
          alerts = await deliverAlerts(store, log, workspace, config.role, sure);
        });
      }
      // While answers lie unread, or the time is in doubt, nobody is chased and nothing counted.
      const isSure = takesIn && !holds(pauses, 'time');
      const reports: string[] = [];
      if (isSure) await alone('reports', async () => void reports.push(...(await keeper.keep())));
      for (const { name, ownFiles } of companions) {
        await part(name, async () => void reports.unshift(...(ownFiles?.written() ?? [])));
      }
      await part('acknowledge', async () => gateway().joined?.acknowledge());
      const mishaps = gateway().mishaps.splice(0);
      return {
        receipts,
        feeds: [...calendar.taken, ...filesOf(reference)],
        waiting: [...listed.waiting, ...reference.waiting],
        isMore: listed.isMore,
        left: [...left.keys()],
        odd: oddHere().filter(isAlarming),
        written,
        alerts,
        reports,
        pauses,
        ...(mishaps.length === 0 ? {} : { mishaps }),
      };
    },
    close: async () => {
      await keeper.close();
      await sender.close();
      await heads.close();
      await telemetry?.close();
      await store.close();
    },
  };
}

/** Loaded only where the configuration names a collector. */
async function telemetryOf({ config, log }: EngineOptions): Promise<Telemetry | null> {
  if (config.telemetry === null) return null;
  const { openTelemetry } = await import('./telemetry/index.ts');
  return openTelemetry(config, about.version, log);
}

const filesOf = ({ taken }: TakenFeeds): string[] => taken.map((name) => `reference/${name}`);

/**
 * Parts of a pass of which none is stopped by another's failure. `final`: whoever says that all is
 * there is at hand, and hears of a failure at once.
 */
const partsOf =
  (gateway: Gateway, isThrown: boolean) =>
  async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      faultPoint('part', name);
      await work();
    } catch (error) {
      if (isThrown || endsWork(error)) throw error;
      if (gateway.joined?.beside != null && isMovedOn(error)) throw new PlaceChanged(error.message);
      tellMishap(gateway, { code: 'PART_FAILED', about: name, error });
    }
  };

const isMovedOn = (error: unknown): error is EngineError =>
  error instanceof EngineError && error.code === 'MOVED_ON';

/** A file that was taken in and cannot be put away waits for that; it is not taken in again. */
async function namesUnsettled(gateway: Gateway): Promise<ReadonlySet<string>> {
  const unsettled = await unsettledHere(gateway);
  return new Set(unsettled.map(({ folder, name }) => `${folder}/${name}`));
}

function logReceipt(log: Log, receipt: Receipt): void {
  const { name, flow, fileIdentifier, outcome, instances, instancesAccepted } = receipt;
  const findings = receipt.findings.length;
  // The words of a finding may name somebody; its code names none.
  const first = firstAgainst(receipt);
  const why = first === undefined ? {} : { first: first.code };
  log.info(
    { name, flow, fileIdentifier, outcome, instances, instancesAccepted, findings, ...why },
    'file',
  );
}
