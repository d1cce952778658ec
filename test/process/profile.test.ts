/** Profiles are data: what the published ones say of themselves, and what an operator's may say. */
import { describe, expect, test } from 'vitest';
import {
  checkMachine,
  type OwnProfile,
  ownProfile,
  ownProfileShape,
  type Profile,
  profileProblems,
  profileShape,
  publishedProfiles,
} from '../../src/process/index.ts';
import { d0001, d0002, notification, reports, story, supplierRules, told } from './events.ts';

const option1 = publishedProfiles.get('option-1')!;
const option3 = publishedProfiles.get('option-3')!;
const own = (given: OwnProfile) => ownProfile('ours', given, publishedProfiles);
const problemsOf = (made: ReturnType<typeof ownProfile>) =>
  'problems' in made ? made.problems : [];

describe('the published profiles', () => {
  test('are the three options, as drafts of 2008 with their source', () => {
    const said = [...publishedProfiles.values()].map(({ id, status, source }) => [
      id,
      status,
      source,
    ]);
    expect(said).toEqual([
      ['option-1', 'draft-2008', 'DCP0030 v2.0, Part 2, option 1 (a) to (d)'],
      ['option-2', 'draft-2008', 'DCP0030 v2.0, Part 2, option 2 (a) to (b)'],
      ['option-3', 'draft-2008', 'DCP0030 v2.0, Part 2, option 3 (a) to (b)'],
    ]);
  });

  test.each([...publishedProfiles])('%s has no problems', (_id, profile) => {
    expect(profileProblems(profile)).toEqual([]);
    // Not looked at when Pawl starts. Key by key the same text, for a digest is made of it.
    expect(JSON.stringify(profileShape.parse(profile))).toBe(JSON.stringify(profile));
  });

  test('owe what DCP0030 says, to whom it says', () => {
    const owed = (profile: Profile | undefined) =>
      Object.entries(profile?.stages ?? {}).map(([name, { owner, owes }]) =>
        `${name}: ${owner} ${owes.join('+')}`.trim(),
      );
    expect(owed(option1)).toEqual([
      'notified: X D0001',
      'investigating: M D0002',
      'replacementToOrder: X D0142',
      'replacing: M D0150',
      'deciding: X',
    ]);
    expect(owed(publishedProfiles.get('option-2'))).toEqual([
      'notified: X D0142',
      'investigating: M D0150',
      'deciding: X',
    ]);
    expect(owed(option3)).toEqual([
      'notified: X D0001',
      'investigating: M D0002+D0150',
      'deciding: X',
    ]);
  });
});

describe('an operator’s profile', () => {
  test('may change Working Days and ways of a published one, and says where it comes from', () => {
    const made = own({
      extends: 'option-1',
      title: 'ours',
      stages: {
        investigating: { workingDays: 5, on: { reportedUnclear: { to: '@request' } } },
      },
    });
    expect(made).toMatchObject({ id: 'ours', status: 'operator-defined', title: 'ours' });
    const rules = {
      ...supplierRules,
      machines: new Map([['ours', checkMachine(made as Profile)]]),
    };
    const events = [notification('2026-08-03'), d0001('2026-08-04')].map((event) => ({
      ...event,
      profile: 'ours',
    }));
    expect(told(events, { rules }).views[0]?.stages[1]?.dueOn).toBe('2026-08-11');
    expect(story([...events, d0002('2026-08-10', reports.unclear)], { rules })).toBe(
      'notified met, investigating met, notified open',
    );
  });

  test('never passes for a published one', () => {
    expect(own({ extends: 'option-1', title: 'ours' })).toMatchObject({
      status: 'operator-defined',
      source: `operator, from option-1 (${option1.source})`,
    });
    expect(own({ ...option1, title: 'ours' })).toMatchObject({
      id: 'ours',
      status: 'operator-defined',
    });
  });

  test('that extends what is not there says what is', () => {
    expect(problemsOf(own({ extends: 'option-9', title: 'ours' }))[0]).toContain(
      'option-1, option-2',
    );
    const stages = { investigates: { workingDays: 5 } };
    expect(problemsOf(own({ extends: 'option-1', title: 'ours', stages }))[0]).toContain(
      '"investigates" is not in option-1: notified, investigating',
    );
  });

  test('that extends a published one is checked as a whole', () => {
    const stages = { investigating: { on: { reportedHas: { to: 'finished' } } } };
    expect(problemsOf(own({ extends: 'option-1', title: 'ours', stages }))).toEqual([
      'investigating, reportedHas leads to "finished", which is no stage',
    ]);
  });

  test('has a shape that names what it does not know', () => {
    expect(ownProfileShape.safeParse({ extends: 'option-1', title: 'x', stagez: {} }).success).toBe(
      false,
    );
    const unknown = {
      ...option1,
      stages: {
        ...option1.stages,
        notified: { ...option1.stages['notified'], on: { heard: { to: 'closed' } } },
      },
    };
    expect(profileShape.safeParse(unknown).success).toBe(false);
  });
});

test.each<[string, (profile: Profile) => Profile, string]>([
  [
    'an end without an outcome',
    (profile) => ({ ...profile, always: { cancelled: { to: 'closed' } } }),
    'always, cancelled closes without an outcome',
  ],
  [
    'a way to nowhere',
    (profile) => ({ ...profile, opens: { generationNotified: { to: 'start' } } }),
    'opens, generationNotified leads to "start", which is no stage',
  ],
  [
    'no stage for a person',
    ({ stages: { notified }, ...profile }) => ({ ...profile, stages: { notified: notified! } }),
    'a stage "deciding" is needed',
  ],
  [
    'a request stage that is not there',
    (profile) => ({
      ...profile,
      stages: {
        ...profile.stages,
        investigating: { ...profile.stages['investigating']!, request: 'asked' },
      },
    }),
    'investigating has the request stage "asked", which is no stage',
  ],
  [
    'two flows without a table for them',
    (profile) => ({
      ...profile,
      stages: {
        ...profile.stages,
        investigating: { ...profile.stages['investigating']!, owes: ['D0002', 'D0150'] },
      },
    }),
    'investigating owes D0002 and D0150 and needs a table "together"',
  ],
])('a profile with %s has a problem', (_what, spoil, problem) => {
  expect(profileProblems(spoil(option1))).toContain(problem);
});
