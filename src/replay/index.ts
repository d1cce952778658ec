export { differences, hasExpected, writeExpected } from './expected.ts';
export { type Played, playStory } from './replay.ts';
export { type Replayed, replayedOf } from './replayed.ts';
export { readScenario } from './scenario.ts';
