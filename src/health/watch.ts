/**
 * An engine that looks where it stands before each pass. What the surroundings do not bear waits,
 * people are told once that it does and once that it is over, and the next pass goes on from there.
 * A pass that fails tells of what made it fail, as far as its error says so.
 */
import { secondsBetween } from '../calendar/index.ts';
import type { Engine, PassOptions } from '../engine.ts';
import { holds } from '../pause.ts';
import { openMender } from '../keeping/index.ts';
import { announcerOf, silentAnnouncer } from './announcer.ts';
import { rememberDown } from './deadline-health.ts';
import { openEpisodes } from './episodes.ts';
import { errorKindOf, troubleBehind, troublesOf } from './failure-cause.ts';
import { countPass, type Figures, newFigures, sampler } from './figures.ts';
import { type Trouble, trouble } from './gateway-alert.ts';
import { endsWork } from '../store/index.ts';
import { headTroubles } from './head-trouble.ts';
import { type Looked, lockPatienceMs, lookout } from './look-around.ts';
import { mendedTroubles } from './mended-trouble.ts';
import { oddTroubles } from './odd-trouble.ts';
import type { Surroundings } from './surroundings.ts';

export interface WatchedEngine extends Engine {
  readonly figures: Figures;
  /** Troubles of what stands beside the passes, by whoever looks after it; told with the next pass. */
  readonly beside: Map<string, Trouble>;
}

interface WatchOptions {
  readonly surroundings: Surroundings;
  /** When a gateway was last at work here; null at the first start. */
  readonly lastAliveAt: string | null;
  readonly lockPatienceMs?: number;
}

/** Ours: a gateway says that it is alive once a minute, so a shorter gap is none. */
const downMinSeconds = 120;

export async function watchEngine(engine: Engine, options: WatchOptions): Promise<WatchedEngine> {
  const { gateway } = engine;
  const { clock, log, store, workspace } = gateway();
  const { surroundings, lastAliveAt: from } = options;
  const until = clock.now();
  const isAlone = (gateway().joined?.beside ?? null) === null;
  const wasDown = isAlone && from !== null && secondsBetween(from, until) >= downMinSeconds;
  let untold = wasDown ? { from, until } : null;
  const figures = newFigures();
  const announcer = isAlone
    ? await announcerOf(gateway, surroundings.monotonicMs)
    : silentAnnouncer;
  const episodes = await openEpisodes(gateway(), announcer);
  const look = lookout(gateway, surroundings, options.lockPatienceMs ?? lockPatienceMs);
  const sample = sampler(gateway, surroundings, figures);
  let failure: Trouble | null = null;
  /** What failed by itself in the last pass: it is over when a pass goes without it. */
  let mishaps: readonly Trouble[] = [];
  let odd: readonly Trouble[] = [];

  const beside = new Map<string, Trouble>();
  const mender = openMender(gateway, surroundings.monotonicMs);

  /** While the time is in doubt nothing is made anew: what is due would be another. */
  async function mend(budgetMs: number): Promise<boolean> {
    const pauses = figures.looked?.pauses ?? [];
    if (holds(pauses, 'time') || holds(pauses, 'pass')) return true;
    let isDone = true;
    await besidePasses('mending', async () => {
      isDone = await mender.mend(budgetMs);
    });
    for (const one of mendedTroubles(mender.mended())) beside.set(`${one.code} ${one.about}`, one);
    return isDone;
  }

  async function tell(looked: readonly Trouble[]): Promise<void> {
    const told = new Map<string, Trouble>();
    const failed = failure === null ? [] : [failure];
    const heads = headTroubles(engine.heads.faults());
    for (const one of [...looked, ...mishaps, ...odd, ...heads, ...beside.values(), ...failed]) {
      const name = `${one.code} ${one.about}`;
      if (!told.has(name)) told.set(name, one);
    }
    await episodes.update([...told.values()]);
    figures.episodes = episodes.open();
    await announcer.kick();
  }

  /** What fails there is told with the next pass, and keeps nothing from being done. */
  async function besidePasses(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      beside.delete(name);
    } catch (error) {
      log.error({ about: name, err: error }, 'this failed by itself; everything else goes on');
      const behind = troubleBehind(error, workspace);
      beside.set(name, behind ?? trouble('PART_FAILED', name, `${name}: ${errorKindOf(error)}`));
    }
  }

  async function pass(given: PassOptions) {
    let looked: Looked | null = null;
    const startedMs = surroundings.monotonicMs();
    try {
      looked = await look();
      figures.looked = looked;
      await tell(looked.troubles);
      const isWhole = !holds(looked.pauses, 'pass');
      if (isWhole && untold !== null) await rememberDown(store, untold);
      if (isWhole) untold = null;
      const done = await engine.pass({ ...given, pauses: looked.pauses });
      if (isWhole) countPass(figures, done, (surroundings.monotonicMs() - startedMs) / 1_000);
      if (isWhole && !holds(looked.pauses, 'time')) figures.lastPassAt = clock.now();
      const parts = done.mishaps?.filter(({ code }) => code === 'PART_FAILED') ?? [];
      if (isWhole) {
        const wasTold = failure !== null || mishaps.length + odd.length > 0;
        if (!holds(looked.pauses, 'intake')) odd = oddTroubles(done.odd ?? []);
        failure = null;
        mishaps = troublesOf(done.mishaps ?? [], workspace);
        if (wasTold || mishaps.length + odd.length > 0) await tell(looked.troubles);
      }
      if (parts.length > 0) figures.passesFailed += 1;
      figures.lastPassFailed = parts.length > 0;
      await besidePasses('figures', sample);
      return done;
    } catch (error) {
      if (endsWork(error)) throw error;
      figures.passesFailed += 1;
      figures.lastPassFailed = true;
      failure =
        troubleBehind(error, workspace) ??
        trouble('PASS_FAILED', '', `a pass failed: ${errorKindOf(error)}`);
      await tell(looked?.troubles ?? []);
      throw error;
    }
  }

  const sender: Engine['sender'] = {
    ...engine.sender,
    kick: () => besidePasses('sending', engine.sender.kick),
    drain: async (maxMs) => {
      await Promise.all([engine.sender.drain(maxMs), announcer.idle(maxMs)]);
    },
  };
  const heads: Engine['heads'] = {
    ...engine.heads,
    idle: async (maxMs) => {
      await engine.heads.idle(maxMs);
      await tell(figures.looked?.troubles ?? []);
    },
  };
  const close = async (): Promise<void> => {
    await announcer.close();
    try {
      if (!(await store.isLocked())) await announcer.keep();
    } finally {
      await engine.close();
    }
  };
  return { ...engine, figures, beside, sender, heads, pass, close, mend };
}
