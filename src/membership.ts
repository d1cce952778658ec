/**
 * A gateway among others on one database: it joins, says every few seconds that it lives, and ends its work
 * where it was declared dead or its clock is wrong. One of them is the first and does what one alone may do;
 * the others take files in beside it. Once that one is gone, they begin anew, and whoever comes first is the
 * first. A store in a file needs nothing of this.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import about from '../package.json' with { type: 'json' };
import { type Clock, monotonicMs } from './clock.ts';
import { type Config, withoutSecrets } from './config/index.ts';
import { EngineError } from './engine-error.ts';
import { folderToken, sha256Of, writeWhole } from './files/index.ts';
import type { FileClaims, Joined } from './gateway/index.ts';
import { headSeenKeeper } from './head-seen.ts';
import type { Log } from './log.ts';
import {
  PlaceChanged,
  canonicalText,
  fencedError,
  type Heard,
  isOver,
  type Membership,
  skewedError,
  type Store,
} from './store/index.ts';

/** How a gateway comes to be at work. */
export interface Joining {
  /** Works beside the first gateway; null: it has to be the first, and throws GATEWAY_RUNNING. */
  readonly beside: {
    /** Ends the wait for a first gateway of another Pawl, which nobody works beside. */
    readonly stop: () => AbortSignal;
    /** Hears whom it waits for. */
    readonly onWait: (first: string) => void;
  } | null;
}

interface JoinOptions extends Joining {
  readonly workspace: string;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
}

/** Ours: a gateway that was not heard of for so long may be declared dead. */
const leaseSeconds = Number(process.env['PAWL_LEASE_SECONDS'] ?? 15);
const beatEveryMs = (leaseSeconds * 1_000) / 5;
/** Who is not the first hears sooner that there is none any more. */
const besideMs = Math.min(1_000, beatEveryMs);

/** Ours: a time service keeps clocks closer than this by far. */
const skewMaxMs = 5_000;
/** The clock of a gateway tells whole seconds. */
const clockStepMs = 1_000;

/** What one gateway at a time has: all that one alone may do. */
const firstRole = 'first';

/**
 * Returns once this gateway is at work. Throws GATEWAY_RUNNING, CONFIG_DIFFERS, CLOCK_SKEWED, and what `stop`
 * says where that ends it.
 */
export async function joinGateways(
  store: Pick<Store, 'head' | 'linkAt' | 'keepingEntries'>,
  membership: Membership,
  { workspace, config, clock, log, ...joining }: JoinOptions,
): Promise<Joined> {
  let configDigest = digestOf(config);
  let over: Error | null = null;
  let onOver = (): void => undefined;
  const end = (why: Error): void => {
    over ??= why;
    onOver();
  };
  let seen = { ms: monotonicMs(), at: Date.parse(clock.now()) };
  /** What was heard counts from when it was asked. */
  const hear = async <Answer extends Heard>(ask: () => Promise<Answer>): Promise<Answer> => {
    const asked = { ms: monotonicMs(), at: Date.parse(clock.now()) };
    const heard = await ask();
    seen = asked;
    for (const name of heard.buried) {
      log.warn(
        { gateway: name },
        'a gateway was declared dead: it had not been heard of for its lease',
      );
    }
    const took = monotonicMs() - asked.ms;
    const aheadMs = asked.at - heard.nowMs;
    const behindMs = heard.nowMs - took - clockStepMs - asked.at;
    const skewMs = Math.max(aheadMs, behindMs);
    if (skewMs > skewMaxMs) {
      const seconds = Math.round(skewMs / 1_000);
      throw skewedError(`by ${seconds} seconds, ${aheadMs > behindMs ? 'ahead' : 'behind'}`);
    }
    return heard;
  };
  const refuseOther = ({ other }: Heard): void => {
    if (other !== null) throw differing(other);
  };
  let fence = 0;
  let beside: string | null = null;
  const member = {
    id: idOf(workspace),
    name: `${hostname()}:${workspace}`,
    version: about.version,
    configDigest,
    leaseSeconds,
  };
  let files: FileClaims;
  try {
    const heard = await hear(() => membership.join(member));
    refuseOther(heard);
    ({ fence } = heard);
    for (let told = ''; ; ) {
      beside = await membership.take(firstRole);
      if (beside === null) break;
      if (joining.beside === null) throw runningOn(beside);
      const now = await hear(() => membership.beat(configDigest));
      refuseOther(now);
      if (now.firstVersion === about.version) break;
      if (now.firstVersion === null) continue;
      const { stop, onWait } = joining.beside;
      if (beside !== told) onWait(beside);
      told = beside;
      await sleep(besideMs, undefined, { signal: stop() });
    }
    files = await filesInHand(workspace, membership);
  } catch (error) {
    await membership.leave().catch(() => undefined);
    throw error;
  }

  let beatingSince: number | null = null;
  const beat = async (): Promise<void> => {
    // One that never comes back must not be the last.
    if (
      over !== null ||
      (beatingSince !== null && monotonicMs() - beatingSince < beatEveryMs * 2)
    ) {
      return;
    }
    beatingSince = monotonicMs();
    try {
      const heard = await hear(() => membership.beat(configDigest));
      const why = beside === null ? null : whyAnew(heard);
      if (why !== null) end(new PlaceChanged(why));
    } catch (error) {
      // A database that does not answer says nothing of this gateway; its lease does.
      if (isOver(error)) end(error);
    } finally {
      beatingSince = null;
    }
  };
  const timer = setInterval(() => void beat(), beside === null ? beatEveryMs : besideMs);
  timer.unref();
  const check = (): void => {
    if (over !== null) throw over;
  };
  return {
    fence,
    beside,
    files,
    check,
    onOver: (hear) => void (onOver = hear),
    sure: () => {
      check();
      // Either clock may stand still where a machine sleeps.
      const sinceMs = Math.max(monotonicMs() - seen.ms, Date.parse(clock.now()) - seen.at);
      if (sinceMs <= leaseSeconds * 1_000) return;
      throw new EngineError(
        'STORE_UNAVAILABLE',
        `the database has not been heard of for ${Math.round(sinceMs / 1_000)} seconds: another gateway may be at work`,
        'nothing goes out until it answers; see whether it runs and whether this machine reaches it',
      );
    },
    acknowledge: headSeenKeeper(workspace, store, clock.now),
    goesBy: (now) => {
      configDigest = digestOf(now);
      // Who waits for it to be in force hears of it at once.
      void beat();
    },
    leave: async () => {
      clearInterval(timer);
      over ??= fencedError();
      // Where that fails the others wait for its lease.
      await membership.leave().catch(() => undefined);
    },
  };
}

/** Why a gateway beside the first cannot go on as it is. */
function whyAnew({ firstVersion, other }: Heard): string | null {
  if (firstVersion === null) return 'the first gateway is gone';
  if (firstVersion !== about.version) return 'the first gateway is of another Pawl now';
  return other === null ? null : 'the first gateway goes by another configuration now';
}

async function filesInHand(workspace: string, membership: Membership): Promise<FileClaims> {
  const roots = {
    inbox: await folderToken(join(workspace, 'inbox')),
    sent: await folderToken(join(workspace, 'sent')),
  };
  return {
    rootOf: (folder) => roots[folder],
    claim: (folder, ...asked) => membership.claimFiles(roots[folder], ...asked),
    release: (folder, names) => membership.releaseFiles(roots[folder], names),
  };
}

/** What is wrong where a gateway at work goes by another configuration than this; null where none does. */
export async function otherConfig(
  { membership }: Pick<Store, 'membership'>,
  config: Config,
): Promise<EngineError | null> {
  const other = (await membership?.differing(digestOf(config))) ?? null;
  return other === null ? null : differing(other);
}

/** What may be another on another machine, because it decides about nothing. */
const ofTheMachine = ['folders', 'logFolder', 'logLevel', 'metrics', 'store'];

function digestOf({ web, ...config }: Config): string {
  const { listen: _listen, tls: _tls, ...shared } = web;
  const decides = Object.entries({ ...config, web: shared }).filter(
    ([key]) => !ofTheMachine.includes(key),
  );
  return sha256Of(canonicalText(withoutSecrets(Object.fromEntries(decides))));
}

/** The same for each life of the gateway of a folder, and another for a copy of the folder elsewhere. */
function idOf(workspace: string): string {
  const path = join(workspace, 'data', 'gateway-id');
  if (!existsSync(path)) writeWhole(path, `${randomBytes(16).toString('hex')}\n`);
  const id = readFileSync(path, 'utf8').trim();
  return sha256Of(`${id} ${hostname()} ${workspace}`).slice(0, 32);
}

const runningOn = (holder: string): EngineError =>
  new EngineError(
    'GATEWAY_RUNNING',
    `the gateway of ${holder} is at work on this store`,
    'stop it; where it is gone for certain, this one takes its place within seconds',
  );

const differing = (other: string): EngineError =>
  new EngineError(
    'CONFIG_DIFFERS',
    `the gateway of ${other} goes by another configuration`,
    'give both the same pawl.config.json; only folders, store, metrics, logLevel, logFolder, web.listen and web.tls may differ',
  );
