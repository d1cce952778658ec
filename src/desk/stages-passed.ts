/** The stages that the checks of an MPAN have passed. */
import { z } from 'zod';
import { stageShape } from './check-shapes.ts';
import { someOf } from './cursor.ts';
import { explained, ofMpan } from './history.ts';
import { operation } from './operation.ts';
import { mpid, pageOf, paging } from './terms.ts';

export const stagesPassed = operation({
  name: 'stages passed',
  group: 'Checks',
  summary: 'The stages that the checks of an MPAN have passed, in order',
  role: 'viewer',
  takes: z.strictObject({ ...ofMpan, ...paging }),
  answers: pageOf(
    z.strictObject({ supplier: mpid, sequence: z.number().int(), ...stageShape.shape }),
  ),
  route: 'GET /checks/:mpan/stages',
  typed: { no: 'pawl explain shows them' },
  example: { mpan: '1200000001042' },
  problems: [404, 409],
  run: async ({ gateway }, asked) => {
    const { checks } = await explained(gateway, asked);
    const items = checks.flatMap(({ supplier, sequence, stages }) =>
      stages.map((stage) => ({ supplier, sequence, ...stage })),
    );
    return someOf(items, asked);
  },
});
