/**
 * `pawl replay`: stories played in stores of their own. Where a story says what it should come to,
 * that is compared, and any difference is told and makes the command end with 1.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import {
  differences,
  hasExpected,
  type Played,
  playStory,
  writeExpected,
} from '../replay/index.ts';
import { sayAside, sayJson } from './print.ts';
import { progressBar } from './progress.ts';
import { tellStory } from './replay-account.ts';

interface ReplayOptions {
  readonly json?: boolean;
  readonly update?: boolean;
}

export async function replay(dirs: readonly string[], options: ReplayOptions): Promise<number> {
  const stories = dirs.flatMap(storiesIn);
  const bar = progressBar();
  const replayed: Played['replayed'][] = [];
  let isDifferent = false;
  for (const [index, story] of stories.entries()) {
    const played = await playStory(story, 'as-written', (done, of) =>
      bar.show(story, index + done / of, stories.length),
    );
    bar.clear();
    replayed.push(played.replayed);
    if (options.update === true) writeExpected(story, played);
    const found = hasExpected(story) ? differences(story, played) : [];
    isDifferent ||= found.length > 0;
    if (options.json !== true) tellStory(story, played, hasExpected(story) ? found : null);
    else for (const difference of found) sayAside(`${story}: ${difference}`);
  }
  if (options.json === true) {
    const isOne = dirs.length === 1 && stories[0] === dirs[0];
    sayJson(isOne ? replayed[0] : replayed);
  }
  return isDifferent ? 1 : 0;
}

/** The folder itself if it is a story, else the stories right below it. */
function storiesIn(dir: string): string[] {
  const isStory = (folder: string): boolean => existsSync(join(folder, 'scenario.json'));
  if (isStory(dir)) return [dir];
  const below = existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(dir, name))
        .filter(isStory)
        .sort()
    : [];
  if (below.length > 0) return below;
  throw new EngineError(
    'SCENARIO_INVALID',
    existsSync(dir) ? `${dir} has no story in it` : `there is no folder ${dir}`,
    'name a folder with scenario.json in it, or one whose folders have it, such as samples',
  );
}
