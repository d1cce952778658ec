/** `pawl resubmit` and `pawl requeue`: stored files are taken in, or written, once more. */
import type { Deeds } from '../desk/index.ts';
import { type ActOptions, acting } from './act.ts';
import { usage } from './failure.ts';
import { count, say, sayJson } from './print.ts';

export interface ResubmitOptions extends ActOptions {
  readonly mpan?: string;
  readonly line?: string;
}

export async function resubmit(wanted: string, options: ResubmitOptions): Promise<number> {
  const { mpan, line } = options;
  if (line !== undefined && !/^[1-9]\d*$/.test(line)) {
    throw usage(`--line ${line} is no line`, 'lines are counted from 1');
  }
  const pick = {
    ...(mpan === undefined ? {} : { mpan: mpan.replaceAll(/\s/g, '') }),
    ...(line === undefined ? {} : { line: Number(line) }),
  };
  const done = await acting(options, async (gateway, act, deeds) => {
    const result = await deeds.resubmit(gateway, wanted, pick, act);
    if (options.json !== true) say(inWords(result));
    return result;
  });
  if (options.json === true) sayJson(done);
  return 0;
}

function inWords(result: Awaited<ReturnType<Deeds['resubmit']>>): string {
  const { kind, source } = result;
  switch (kind) {
    case 'inbox':
      return result.lines === null
        ? `${source}: taken in once more`
        : `${source}: ${instancesAt(result.lines)} taken in once more`;
    case 'duplicate':
      return `${source}: ${instancesAt(result.lines)} counted already: a duplicate, nothing to do`;
    case 'outbox':
      return `${source}: written once more, the same bytes`;
    case 'there':
      return `${source}: still there, nothing to do`;
  }
}

const instancesAt = (lines: readonly number[]): string =>
  `${count(lines.length, 'instance')} (line ${lines.join(', ')})`;

export async function requeue(files: readonly string[], options: ActOptions): Promise<number> {
  await acting(options, async (gateway, act, deeds) => {
    for (const source of await deeds.requeue(gateway, files, act)) say(`${source}: put back`);
  });
  return 0;
}
