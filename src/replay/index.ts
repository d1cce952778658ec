export { differences, hasExpected, writeExpected } from './expected.ts';
export { type Played, playStory, type Telling } from './replay.ts';
export { type Replayed, replayedOf } from './replayed.ts';
export { readScenario, type Scenario } from './scenario.ts';
