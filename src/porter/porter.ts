/**
 * The porter brings files from places elsewhere and takes files there, beside the passes. Each place has a
 * lane of its own: one that is away, slow or hostile keeps nothing waiting but itself, and is tried again
 * after a pause that grows. What is wrong with it is told to whoever tells people.
 */
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Config, type OutboxTo, type PickUp, sftpPlaceOf } from '../config/index.ts';
import { codeOf } from '../bug.ts';
import { folderNames } from '../files/index.ts';
import { forgetSenders } from '../intake/index.ts';
import type { Log } from '../log.ts';
import { carryIn } from './carry-in.ts';
import { carryOut } from './carry-out.ts';
import { openFolderPlace } from './folder-place.ts';
import { keptFolder, makeKept } from './kept.ts';
import { type PlaceThere, PlaceError, type PlaceTrouble } from './place.ts';
import { openSftpPlace } from './sftp-place.ts';
import { connectTo } from './ssh.ts';

/** Something that people should know of a place, as long as it lasts. */
export interface PorterTrouble {
  readonly code: 'PICK_UP_WAITS' | 'PICK_UP_LEFT' | 'OUTBOX_WAITS';
  /** The name of a pick-up; nothing for outboxTo. */
  readonly about: string;
  readonly detail: string;
}

interface PorterOptions {
  readonly workspace: string;
  /** The configuration in force: asked anew before each round. */
  readonly config: () => Config;
  readonly log: Log;
  /** What is wrong with a lane now; nothing where all is well. */
  readonly tell: (lane: string, troubles: readonly PorterTrouble[]) => void;
  /** Something was brought. */
  readonly onBrought: () => void;
}

export interface Porter {
  /** Brings what is there, once for each place, and waits for it. Returns what was wrong. */
  readonly bring: () => Promise<readonly PorterTrouble[]>;
  /** Takes out what lies in outbox/, and waits for it. */
  readonly takeOut: () => Promise<readonly PorterTrouble[]>;
  /** Begins rounds, which go on until it is closed. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

const longestPauseMs = 300_000;
const closingMs = 2_000;
/** Ours: how soon a changed configuration, or a lane that is new in it, is seen. */
const lookMs = 1_000;

/** What it takes a person to mend is told at once; what may be over in a moment, when it was not. */
const toldAtOnce: ReadonlySet<PlaceTrouble> = new Set([
  'hostKey',
  'key',
  'keyFile',
  'noSsh',
  'own',
  'many',
]);

interface Round {
  /** How long until it pays to look again; null where nothing is waited for. */
  readonly waitMs: number | null;
  readonly left: string | null;
}

/** A place with what is done there. */
interface LaneWork {
  readonly key: string;
  readonly settings: PickUp | OutboxTo;
  readonly address: string;
  readonly code: PorterTrouble['code'];
  readonly leftCode: PorterTrouble['code'];
  readonly about: string;
}

const lanesOf = ({ pickUps, outboxTo }: Config): LaneWork[] => [
  ...pickUps.map((settings) => ({
    key: `in-${settings.name}`,
    settings,
    address: settings.from,
    code: 'PICK_UP_WAITS' as const,
    leftCode: 'PICK_UP_LEFT' as const,
    about: settings.name,
  })),
  ...(outboxTo === null
    ? []
    : [
        {
          key: 'out',
          settings: outboxTo,
          address: outboxTo.to,
          code: 'OUTBOX_WAITS' as const,
          leftCode: 'OUTBOX_WAITS' as const,
          about: '',
        },
      ]),
];

export function openPorter(options: PorterOptions): Porter {
  const { workspace, log, tell, onBrought } = options;
  const stop = new AbortController();
  const atWork = new Map<string, { readonly made: string; readonly end: AbortController }>();
  const working = new Set<Promise<void>>();
  const madeOf = ({ settings }: LaneWork): string =>
    JSON.stringify([settings, options.config().limits]);

  /** A lane that is opened, makes rounds, and is closed after whatever goes wrong. */
  function lane(work: LaneWork, signal: AbortSignal) {
    const { settings } = work;
    let makeRound: ((place: PlaceThere) => Promise<Round>) | null = null;
    let place: PlaceThere | null = null;
    let failures = 0;

    function begin(): (place: PlaceThere) => Promise<Round> {
      makeKept(workspace);
      const about = { workspace, log, limits: options.config().limits, stop: signal };
      if (!('from' in settings)) return carryOut(about, settings.to);
      return carryIn(about, settings, onBrought);
    }
    const close = (): void => {
      place?.close();
      place = null;
    };
    /** What is wrong after a round, and how long until the next one. */
    const round = async (): Promise<{
      readonly troubles: readonly PorterTrouble[];
      readonly waitMs: number | null;
      readonly isTold: boolean;
    }> => {
      try {
        makeRound ??= begin();
        place ??= await openPlace(workspace, work);
        const { left, waitMs } = await makeRound(place);
        failures = 0;
        const troubles = left === null ? [] : [troubleOf(work, work.leftCode, left)];
        return { troubles, waitMs, isTold: true };
      } catch (error) {
        close();
        failures += 1;
        const isKnown = error instanceof PlaceError;
        if (!isKnown) log.error({ err: error, about: work.key }, 'a place elsewhere waits');
        const words = isKnown ? error.message : `on this machine: ${codeOf(error) ?? 'a fault'}`;
        const isTold = failures > 1 || !isKnown || toldAtOnce.has(error.trouble);
        return { troubles: [troubleOf(work, work.code, words)], waitMs: null, isTold };
      }
    };
    const restMs = (waitMs: number | null): number => {
      if (failures > 0) return Math.min(longestPauseMs, settings.everyMs * 2 ** (failures - 1));
      return Math.min(settings.everyMs, waitMs ?? settings.everyMs);
    };
    return { round, restMs, close };
  }

  async function keepOn(work: LaneWork, end: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stop.signal, end]);
    const { round, restMs, close } = lane(work, signal);
    while (!signal.aborted) {
      const { troubles, waitMs, isTold } = await round();
      if (signal.aborted) break;
      if (isTold) tell(work.key, troubles);
      await pause(restMs(waitMs), undefined, { signal, ref: false }).catch(() => undefined);
    }
    close();
    tell(work.key, []);
  }

  function look(): void {
    forgetSenders(workspace);
    const wanted = lanesOf(options.config());
    for (const [key, { made, end }] of atWork) {
      if (!wanted.some((work) => work.key === key && madeOf(work) === made)) {
        end.abort();
      }
    }
    for (const work of wanted) {
      if (atWork.has(work.key)) continue;
      const end = new AbortController();
      atWork.set(work.key, { made: madeOf(work), end });
      const done = keepOn(work, end.signal)
        .catch((error: unknown) => log.error({ err: error, about: work.key }, 'a lane ended'))
        .finally(() => {
          atWork.delete(work.key);
          working.delete(done);
        });
      working.add(done);
    }
  }

  /** One round of some lanes, and another where a file has to stand still first. */
  async function once(which: (work: LaneWork) => boolean): Promise<readonly PorterTrouble[]> {
    forgetSenders(workspace);
    const all = lanesOf(options.config()).filter(which);
    const told = await Promise.all(
      all.map(async (work) => {
        const { round, close } = lane(work, stop.signal);
        try {
          const first = await round();
          if (first.waitMs === null) return first.troubles;
          await pause(first.waitMs + 5, undefined, { signal: stop.signal }).catch(() => undefined);
          return (await round()).troubles;
        } finally {
          close();
        }
      }),
    );
    return told.flat();
  }

  let timer: NodeJS.Timeout | null = null;
  return {
    bring: () => once((work) => work.key !== 'out'),
    takeOut: () => once((work) => work.key === 'out'),
    start: () => {
      look();
      timer = setInterval(look, lookMs).unref();
    },
    close: async () => {
      if (timer !== null) clearInterval(timer);
      stop.abort();
      const over = new AbortController();
      const bound = pause(closingMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([Promise.all(working), bound]);
      over.abort();
    },
  };
}

const troubleOf = (
  { about, address }: LaneWork,
  code: PorterTrouble['code'],
  words: string,
): PorterTrouble => ({
  code,
  about,
  detail: `${about === '' ? 'outboxTo' : `pickUps ${about}`} (${address}): ${words}`,
});

async function openPlace(
  workspace: string,
  { key, settings, address }: LaneWork,
): Promise<PlaceThere> {
  const { timeoutMs, hostKeys, keyFile } = settings;
  const sftp = sftpPlaceOf(address);
  if (sftp === null) {
    const own = [workspace, ...folderNames.map((name) => join(workspace, name))];
    return openFolderPlace({
      path: address,
      timeoutMs,
      own: own.map((path) => realpathSync(path)),
    });
  }
  const connection = connectTo({
    ...sftp,
    name: key,
    hostKeys,
    keyFile: resolve(workspace, keyFile ?? ''),
    timeoutMs,
    keptIn: keptFolder(workspace),
  });
  return openSftpPlace(connection, sftp.folder, timeoutMs);
}
