/**
 * The stories of samples/ that are played at the desk of the golden files, among its 5,000 checks: they
 * bring about what a crowd of ordinary checks does not, each kind of exception and of odd file. No
 * two of them name the same MPAN. A story that is not named here changes no golden file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readScenario } from '../../src/replay/index.ts';

export interface Step {
  readonly at: string;
  /** The process that a check follows which begins with it. */
  readonly profile: string;
  /** By path below the workspace. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  /** Words of a command line, without the program's name. */
  readonly command: readonly string[] | null;
}

export const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

const played = [
  'after-closure',
  'answer-before-its-request',
  'answer-older-than-its-request',
  'backstop-claimed-during-the-check',
  'broken-csv-files',
  'broken-envelopes',
  'broken-groups-and-items',
  'cannot-draft-then-approved',
  'capacity-market-before-and-after-cp392',
  'chased-and-notified-again',
  'created-in-the-future',
  'half-hourly-meter',
  'holiday-proclaimed-in-mid-check',
  'label-unclear',
  'late-claim',
  'late-news-takes-a-breach-back',
  'meter-details-that-prove-nothing',
  'meter-operator-changes',
  'no-business-of-ours',
  'option-1-backstop-present',
  'option-1-meter-cannot-reverse',
  'option-1-no-backstop-replaced-in-time',
  'option-1-report-late-breach-then-resolved',
  'option-1-steps-skipped',
  'option-2-backstop-stated-before-the-order',
  'option-2-check-and-replace-in-one',
  'option-2-no-backstop-not-replaced',
  'option-3-answers-disagree',
  'option-3-both-answers-agree',
  'option-3-half-an-answer',
  'option-3-not-replaced',
  'own-flow-in-inbox',
  'refused-part-corrected',
  'removal-not-seen',
  'replaced-by-a-meter-type-in-the-register',
  'report-unclear-then-decided',
  'request-rejected-then-asked-again',
  'scotland-by-distributor',
  'sent-again-and-identifier-reused',
  'set-aside',
  'supplier-forgets-the-instruction',
  'supply-lost',
  'text-that-looks-like-a-program',
  'three-visits-fail',
  'two-people-decide',
  'undone-and-taken-back',
  'visits-told-to-a-supplier',
];

/** Of these people do what the story says; of the others what they would settle stays open. */
const settled = ['label-unclear', 'late-claim', 'report-unclear-then-decided', 'after-closure'];

/** Of the Meter Operator's desk: a small one, for what only he sees. */
const playedByMeterOperator = [
  'asset-metering-flows',
  'late-claim-of-the-supplier',
  'meter-operator-answers-twice',
  'meter-operator-finds-a-backstop',
  'meter-operator-several-visits',
  'meter-operator-side-supply-lost',
];

export const storySteps = (): Step[] => stepsOf(played);
export const meterOperatorSteps = (): Step[] => stepsOf(playedByMeterOperator);

function stepsOf(stories: readonly string[]): Step[] {
  const steps = stories.flatMap((story): Step[] => {
    const folder = join(samples, story);
    const { profile, steps: told } = readScenario(folder);
    return told.map(({ at, drop, into, command }) => ({
      at: Temporal.Instant.from(at).toString(),
      profile,
      command: command !== undefined && settled.includes(story) ? command : null,
      files: new Map(
        [drop ?? []]
          .flat()
          .map((name) => [`${into}/${story}-${name}`, readFileSync(join(folder, name))]),
      ),
    }));
  });
  return steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The files of a story, by their path. */
export const filesOfStory = (story: string): string[] =>
  readdirSync(join(samples, story))
    .filter((name) => /\.(usr|csv)$/.test(name))
    .map((name) => join(samples, story, name));
