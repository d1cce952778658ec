/** Alerts, the newest first. */
import { z } from 'zod';
import { alertKind, alertShape } from './check-shapes.ts';
import { given, listed } from './listing.ts';
import { operation } from './operation.ts';
import { askedMpan, pageOf, paging, yes } from './terms.ts';

export const alerts = operation({
  name: 'alerts list',
  group: 'Alerts',
  summary: 'Alerts, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    kind: alertKind.optional(),
    mpan: askedMpan.optional(),
    retracted: yes.optional(),
    ...paging,
  }),
  answers: pageOf(alertShape),
  route: 'GET /alerts',
  typed: '',
  example: { kind: 'BREACHED' },
  run: async ({ gateway }, { limit, cursor, ...filter }) =>
    listed({ limit, cursor }, (place) => gateway.store.alertsPage(given(filter), place)),
});
