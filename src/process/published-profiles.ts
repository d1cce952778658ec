/**
 * The three process options of DCP0030 v2.0: drafts of 2008, never a rule in force. They come with
 * Pawl, so a test looks whether they are profiles, and not every start.
 */
import { type OwnProfile, ownProfile, type Profile } from './profile.ts';
import option1 from './profiles/option-1.json' with { type: 'json' };
import option2 from './profiles/option-2.json' with { type: 'json' };
import option3 from './profiles/option-3.json' with { type: 'json' };

export const publishedProfiles: ReadonlyMap<string, Profile> = new Map(
  ([option1, option2, option3] as readonly Profile[]).map((profile) => [profile.id, profile]),
);

/** The published profiles with the operator's own, and what is wrong with those, by their names. */
export function profilesWith(own: Readonly<Record<string, OwnProfile>>): {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly problems: readonly string[];
} {
  const profiles = new Map(publishedProfiles);
  const problems: string[] = [];
  for (const [id, given] of Object.entries(own)) {
    if (publishedProfiles.has(id)) {
      problems.push(`${id} is the name of a published profile: give yours another and "extends"`);
      continue;
    }
    const profile = ownProfile(id, given, publishedProfiles);
    if ('problems' in profile) problems.push(...profile.problems.map((one) => `${id}: ${one}`));
    else profiles.set(id, profile);
  }
  return { profiles, problems };
}
