/** A story folder's scenario.json: which gateway, what is dropped when, what its people do. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineError } from '../engine-error.ts';
import { sides } from '../market/index.ts';
import { feedFolders } from '../store/index.ts';

const instant = z.string().refine((text) => {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}, 'an instant such as 2026-08-03T09:00:00Z');

const stepShape = z.strictObject({
  at: instant,
  drop: z.string().or(z.array(z.string())).optional(),
  into: z.enum(['inbox', 'sent', ...feedFolders]).default('inbox'),
  command: z.array(z.string()).min(1).optional(),
  note: z.string().optional(),
});

const scenarioShape = z.strictObject({
  title: z.string(),
  gateway: z.strictObject({ mpid: z.string(), role: z.enum(sides) }),
  profile: z.string().default('option-1'),
  send: z.enum(['automatic', 'approve', 'never']).default('approve'),
  calendar: z.string().default('england-and-wales'),
  config: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(stepShape).min(1),
});
export type Scenario = z.infer<typeof scenarioShape>;
export type Step = Scenario['steps'][number];

/** Reads a story's scenario. Throws SCENARIO_INVALID naming what is wrong. */
export function readScenario(folder: string): Scenario {
  const path = join(folder, 'scenario.json');
  const invalid = (message: string): EngineError =>
    new EngineError(
      'SCENARIO_INVALID',
      `${path}: ${message}`,
      'a story is a folder with scenario.json and its files; samples/README.md shows the format',
    );
  if (!existsSync(path)) throw invalid('is not there');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'is not JSON');
  }
  const read = scenarioShape.safeParse(value);
  if (!read.success) {
    const issues = read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
    throw invalid(issues.join('; '));
  }
  const { steps } = read.data;
  for (const [index, step] of steps.entries()) {
    const previous = steps[index - 1];
    if (previous !== undefined && toInstant(step.at) < toInstant(previous.at)) {
      throw invalid(`steps.${index}.at: ${step.at} is before the step above it`);
    }
    for (const name of dropsOf(step)) {
      if (!existsSync(join(folder, name))) throw invalid(`steps.${index}.drop: no file ${name}`);
    }
  }
  return read.data;
}

export const dropsOf = (step: Step): readonly string[] =>
  step.drop === undefined ? [] : typeof step.drop === 'string' ? [step.drop] : step.drop;

/** The instant of a step in the form the engine uses: UTC, whole seconds. */
export const toInstant = (text: string): string =>
  Temporal.Instant.from(text).round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();
