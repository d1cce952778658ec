/** The three process options of DCP0030 v2.0: drafts of 2008, never a rule in force. */
import { type Profile, profileShape } from './profile.ts';
import option1 from './profiles/option-1.json' with { type: 'json' };
import option2 from './profiles/option-2.json' with { type: 'json' };
import option3 from './profiles/option-3.json' with { type: 'json' };

export const publishedProfiles: ReadonlyMap<string, Profile> = new Map(
  [option1, option2, option3].map((json) => {
    const profile = profileShape.parse(json);
    return [profile.id, profile];
  }),
);
