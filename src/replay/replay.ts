/**
 * Plays a story through the real engine: real folders, a store of its own, and a clock that stands
 * where the story puts it. Between two steps every deadline and alert happens at its own instant.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fixedClock } from '../clock.ts';
import { type Config, readConfig } from '../config/index.ts';
import { type Engine, openEngine } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import { createLog } from '../log.ts';
import { runCommand } from './command.ts';
import { storePathOf } from '../store-place.ts';
import { type Replayed, replayedOf } from './replayed.ts';
import { dropsOf, readScenario, type Scenario, type Step, toInstant } from './scenario.ts';

/** How a story is told: as written, its files in reverse, or each file dropped twice. */
type Telling = 'as-written' | 'reversed' | 'doubled';

export interface Played {
  readonly scenario: Scenario;
  readonly replayed: Replayed;
  /** The bytes of each file that was written, by name. */
  readonly outbox: ReadonlyMap<string, string>;
  readonly reports: ReadonlyMap<string, string>;
}

/** Plays one story, in a database where one is named, else in memory. Throws SCENARIO_INVALID, and whatever a command of the story throws. */
export async function playStory(
  folder: string,
  telling: Telling = 'as-written',
  progress: ((done: number, of: number) => void) | null = null,
  store: Config['store'] = null,
): Promise<Played> {
  const scenario = readScenario(folder);
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-replay-'));
  const clock = fixedClock(toInstant(scenario.steps[0]?.at ?? ''));
  const { gateway, profile, send, calendar } = scenario;
  // Nobody reads the reports of a workspace that is gone when the story is told.
  const unread = { calendarFeed: false, chaseAt: null };
  // What a story approves goes out at once, unless it is about undoing.
  const prompt = { undoSeconds: 0 };
  const settings = {
    ...gateway,
    profile,
    send,
    calendar,
    ...unread,
    ...prompt,
    ...scenario.config,
  };
  // Told backwards each file comes at another instant: how long after its claim is no part of it.
  const claims = telling === 'reversed' ? { lateClaimWorkingDays: 250 } : {};
  const config = readConfig({ ...settings, ...claims, store }, folder);
  const engine = await openEngine({
    workspace,
    config,
    clock,
    log: createLog('silent', 'none'),
    storePath: store === null ? ':memory:' : storePathOf(workspace),
    progress: null,
  });
  try {
    const steps = stepsOf(scenario, telling);
    await play(
      { folder, workspace, engine, clock, isAsWritten: telling === 'as-written' },
      steps,
      progress,
    );
    const replayed = await replayedOf(engine.gateway());
    const filesOf = (name: 'outbox' | 'reports'): Map<string, string> => {
      const place = join(workspace, name);
      const names = readdirSync(place);
      return new Map(names.map((file) => [file, readFileSync(join(place, file), 'latin1')]));
    };
    return { scenario, replayed, outbox: filesOf('outbox'), reports: filesOf('reports') };
  } finally {
    await engine.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

interface Drop {
  readonly name: string;
  readonly into: Step['into'];
}

interface PlayedStep {
  readonly at: string;
  readonly drops: readonly Drop[];
  readonly command: readonly string[] | null;
}

/** The steps of a telling. Commands keep their instants; only files change places. */
function stepsOf(scenario: Scenario, telling: Telling): PlayedStep[] {
  const all = scenario.steps.flatMap((step) =>
    dropsOf(step).map((name): Drop => ({ name, into: step.into })),
  );
  const order = telling === 'reversed' ? all.toReversed() : all;
  let next = 0;
  return scenario.steps.map((step) => {
    const drops = order.slice(next, next + dropsOf(step).length);
    next += drops.length;
    return {
      at: toInstant(step.at),
      drops: telling === 'doubled' ? drops.flatMap((drop) => [drop, drop]) : drops,
      command: step.command ?? null,
    };
  });
}

interface Stage {
  readonly folder: string;
  readonly workspace: string;
  readonly engine: Engine;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly isAsWritten: boolean;
}

async function play(
  stage: Stage,
  steps: readonly PlayedStep[],
  progress: ((done: number, of: number) => void) | null,
): Promise<void> {
  const { engine, clock, workspace } = stage;
  // Files of one instant are at hand together: they are taken in before alerts are raised.
  const lying = new Set<string>();
  const pass = async (): Promise<void> => {
    await engine.pass({ final: true });
    lying.clear();
  };
  const later: (() => Promise<boolean>)[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.at > clock.now()) {
      if (lying.size > 0) await pass();
      await letTimePass(stage, step.at);
      clock.set(step.at);
    }
    for (const { name, into } of step.drops) {
      const target = join(workspace, into, basename(name));
      if (lying.has(target)) await pass();
      copyFileSync(join(stage.folder, name), target);
      lying.add(target);
    }
    const isLast = steps[index + 1]?.at !== step.at;
    if (isLast || step.command !== null) await pass();
    if (step.command !== null) {
      if (!(await act(stage, step.command, step.at))) {
        later.push(() => act(stage, step.command ?? [], step.at));
      }
      await pass();
    }
    // Out of their written order, what a command speaks of may arrive after it.
    for (const [position, retry] of later.entries()) {
      if (await retry()) {
        later.splice(position, 1);
        await pass();
      }
    }
    progress?.(index + 1, steps.length);
  }
}

/** Stops at every instant before `until` at which something is due. */
async function letTimePass({ engine, clock }: Stage, until: string): Promise<void> {
  for (;;) {
    const wake = await engine.gateway().store.nextWake();
    if (wake === null || wake >= until) return;
    if (wake > clock.now()) clock.set(wake);
    await engine.pass({ final: true });
  }
}

/** Runs a command as of its instant. False where its subject is not there yet. */
async function act(stage: Stage, command: readonly string[], at: string): Promise<boolean> {
  const { engine, clock } = stage;
  const now = clock.now();
  clock.set(at);
  try {
    await runCommand(engine.gateway(), command);
    return true;
  } catch (error) {
    const isTooEarly = error instanceof EngineError && error.code === 'NOT_FOUND';
    if (stage.isAsWritten || !isTooEarly) throw error;
    return false;
  } finally {
    clock.set(now);
  }
}
