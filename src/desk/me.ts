/** Who is asking, and whose gateway this is. */
import { z } from 'zod';
import { roles } from '../config/index.ts';
import { operation } from './operation.ts';
import { mpid, ownerRole } from './terms.ts';

export const me = operation({
  name: 'me',
  group: 'Desk',
  summary: 'Who is asking, in which role, and whose gateway this is',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
    name: z.string(),
    role: z.enum(roles),
    participant: z.strictObject({ mpid, role: ownerRole }),
    fourEyes: z.boolean(),
    zone: z.string().describe('time zone in which its days are counted'),
    version: z.string(),
  }),
  route: 'GET /me',
  typed: '',
  example: {},
  run: async ({ gateway: { config, rules }, asker, version }) => {
    const { mpid: own, role, fourEyes } = config;
    const participant = { mpid: own, role };
    return { name: asker.name, role: asker.role, participant, fourEyes, zone: rules.zone, version };
  },
});
