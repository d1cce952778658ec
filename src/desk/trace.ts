/** An alert and what it rests on. */
import { z } from 'zod';
import { shortEvent, traceAlert } from '../account/index.ts';
import { alertShape, eventShape, profileStatus, spokenShape } from './check-shapes.ts';
import { operation } from './operation.ts';
import { flow, instant, localDate } from './terms.ts';

const deadlineShape = z.strictObject({
  stage: z.string(),
  owes: z.array(flow),
  startedAt: instant,
  startedOn: localDate,
  workingDays: z.number().int(),
  dueOn: localDate,
  dueAt: instant,
  ruleSet: z.string(),
  calendarVersion: z.string(),
  holidaysSkipped: z.array(localDate),
  weekendDays: z.number().int(),
});

const sourceShape = z.strictObject({
  file: z.string(),
  path: z.string().nullable().describe('null where the file is no longer kept'),
  flow: flow.nullable(),
  fileIdentifier: z.string(),
  line: z.number().int(),
  words: z.array(spokenShape),
});

const traceShape = z
  .strictObject({
    alert: alertShape,
    deadline: deadlineShape.nullable(),
    rule: z
      .strictObject({
        profile: z.string(),
        title: z.string(),
        source: z.string(),
        status: profileStatus,
        says: z.string(),
      })
      .nullable(),
    event: eventShape.nullable().describe('what began the stage'),
    source: sourceShape.nullable().describe('null where a person acted'),
    takenBack: z
      .strictObject({ at: instant, since: z.array(eventShape) })
      .nullable()
      .describe('when, and what had come since it was raised: the last hundred of it'),
  })
  .meta({ id: 'Trace' });

export const trace = operation({
  name: 'trace',
  group: 'Alerts',
  summary: 'An alert and what it rests on: deadline, rule, event, file, line and words',
  role: 'viewer',
  takes: z.strictObject({
    key: z.string().min(1).max(200).describe('key of the alert, its slashes as %2F'),
  }),
  answers: traceShape,
  route: 'GET /alerts/:key',
  typed: '<key>',
  example: { key: '1200000001042/SUPP/1/investigating/BREACHED/2026-07-29' },
  problems: [404, 409],
  looks: ({ alert }) => [alert.mpan],
  run: async ({ gateway }, { key }) => {
    const { event, takenBack, ...rest } = await traceAlert(gateway, key);
    return {
      ...rest,
      event: event === null ? null : shortEvent(gateway, event),
      takenBack:
        takenBack === null
          ? null
          : { ...takenBack, since: takenBack.since.map((one) => shortEvent(gateway, one)) },
    };
  },
});
