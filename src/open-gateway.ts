/**
 * Opens a workspace for whoever reads it or acts in it once; the engine makes passes over it besides.
 * What a pass alone needs is not loaded here, because most commands only look.
 */
import { channelsFor, firstTellingAt, milestoneChannels } from './alert/index.ts';
import about from '../package.json' with { type: 'json' };
import { type AuditLog, auditLog } from './audit/index.ts';
import type { Clock } from './clock.ts';
import { type Config, type ConfigFile, withoutTokensIn } from './config/index.ts';
import { EngineError } from './engine-error.ts';
import { makeFolders } from './files/index.ts';
import type { Gateway, Joined } from './gateway/index.ts';
import type { Log } from './log.ts';
import type { Joining } from './membership.ts';
import { mergedRules, rulesWith } from './rules/index.ts';
import { loadCatalogue } from './shipped-flows.ts';
import { storePlaceOf } from './store-place.ts';
import {
  allSought,
  type Looks,
  type Notes,
  openLooks,
  openStore,
  type Store,
  soughtNote,
  type Upkeep,
} from './store/index.ts';
import type { Telemetry } from './telemetry/index.ts';

export interface EngineOptions {
  readonly workspace: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * `:memory:` for a store that is gone with the process. Where the configuration names a database,
   * any other path gives way to it.
   */
  readonly storePath: string;
  readonly progress: Gateway['progress'];
  /** True beside the gateway that writes: nothing is made, and whatever writes fails. */
  readonly readOnly?: boolean;
  /** As it is written, with its secrets unread; the configuration itself if left out. */
  readonly written?: unknown;
  /** Looked at between passes; without it the configuration stays what it is. */
  readonly configFile?: ConfigFile;
  /** Who makes passes joins the gateways of its database before it writes anything there. */
  readonly joins?: Joining;
  /** Traces of what passes do. */
  readonly telemetry?: Telemetry;
}

/**
 * The gateway without its passes: for a desk command that reads, or acts once, perhaps beside a
 * gateway that is at work. It moves no file and folds nothing again.
 */
export async function openGateway(options: EngineOptions): Promise<Gateway> {
  const { workspace, storePath, config, readOnly = false } = options;
  if (!readOnly) makeFolders(workspace);
  const isElsewhere = config.store !== null && storePath !== ':memory:';
  const place = isElsewhere ? storePlaceOf(workspace, config) : storePath;
  const opened = await openStore(place, readOnly);
  const looks = await openLooks(place, workspace, (error) =>
    options.log.error({ err: error }, 'who looked at what cannot be kept; it is tried again'),
  );
  let joined: Joined | null = null;
  const store: Store = {
    ...opened,
    close: async () => {
      await looks.close();
      await joined?.leave();
      await opened.close();
    },
  };
  return closingOnFailure(store, async () => {
    const { joins } = options;
    if (joins !== undefined && store.membership !== null) {
      const [{ joinGateways }, { refuseWentBack }] = await Promise.all([
        import('./membership.ts'),
        import('./head-seen.ts'),
      ]);
      joined = await joinGateways(store, store.membership, { ...options, ...joins });
      await refuseWentBack(options.workspace, store);
    }
    return { ...(await gatewayOn(options, store, looks)), ...(joined === null ? {} : { joined }) };
  });
}

/** Who could not open something must not keep the store open: it may be tried again. */
export async function closingOnFailure<T>(store: Upkeep, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function gatewayOn(options: EngineOptions, store: Store, looks: Looks): Promise<Gateway> {
  const { workspace, config, clock, log, readOnly = false } = options;
  if (!readOnly) await refuseOtherParticipant(store, config);
  // Before the rules are read: what comes into force meanwhile makes them stale.
  const epoch = await store.epoch();
  const book = rulesWith(config, await mergedRules(store), loadCatalogue());
  if (book.calendars.calendarFor('', null) === undefined) {
    throw new EngineError(
      'CONFIG_INVALID',
      withoutTokensIn(`calendar: no bank holidays are known for "${config.calendar}"`),
      'use england-and-wales or scotland, or put a feed with that division into calendar/',
    );
  }
  const gateway: Gateway = {
    workspace,
    config,
    store,
    looks,
    audit: auditHere(workspace, config, log),
    clock,
    log,
    ...book,
    epoch,
    audience: { channelsFor, firstTellingAt, milestoneChannels },
    ...(options.telemetry === undefined ? {} : { telemetry: options.telemetry }),
    mishaps: [],
    progress: options.progress,
  };
  if (!readOnly && (await store.note(soughtNote)) !== allSought) {
    const { fillSought } = await import('./gateway/index.ts');
    await fillSought(gateway);
  }
  return gateway;
}

/** Where lines for a SIEM of a workspace go. */
export const auditHere = (workspace: string, { audit, mpid }: Config, log: Log): AuditLog =>
  auditLog({
    workspace,
    settings: audit,
    source: { mpid, version: about.version },
    onFailure: (error) => log.error({ err: error }, 'audit lines cannot be written; they wait'),
  });

const participantNote = 'participant';

/** A store belongs to the participant it was made for: its checks mean nothing to another. */
async function refuseOtherParticipant(store: Notes, config: Config): Promise<void> {
  const own = `${config.mpid} in role ${config.role}`;
  const known = await store.note(participantNote);
  if (known === null) await store.setNote(participantNote, own);
  if (known === null || known === own) return;
  throw new EngineError(
    'CONFIG_INVALID',
    `mpid, role: this workspace belongs to ${known}, and the configuration says ${own}`,
    'put mpid and role back, or make a workspace of its own with pawl init',
  );
}
