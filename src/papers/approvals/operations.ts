/**
 * What the register answers: of a meter type or of a data collector's software on a day, and all of it
 * at a glance. The answer names the sentence of the paper it rests on.
 */
import { z } from 'zod';
import { localDateOf } from '../../calendar/index.ts';
import { localDate, operation } from '../../desk/index.ts';
import { complianceOf, complianceStatuses } from './compliance.ts';
import { copOf } from './cop-rules.ts';
import { overviewOf } from './overview.ts';
import { citedPapers } from './papers.ts';
import { protocolOf, protocolStatuses } from './protocol.ts';
import { issueOf } from './register.ts';
import { readRegister } from './register-files.ts';

const knownDate = z.string().nullable().describe('a day, or a month where no more is known');
const sentence = z.strictObject({ at: z.string(), words: z.string() }).meta({ id: 'Sentence' });
const ruling = { says: z.string(), source: sentence.nullable() };
const issuing = z.strictObject({
  by: z.enum(['certificate', 'committee', 'undetermined']),
  ...ruling,
});
const spanned = { from: knownDate, to: knownDate, reference: z.string() };
const compliance = {
  manufacturer: z.string(),
  model: z.string(),
  firmware: z.string(),
  cop: z.string(),
  issue: z.string(),
  ...spanned,
};
const protocol = {
  mpid: z.string(),
  software: z.string(),
  model: z.string(),
  applied: knownDate,
  listVersion: z.string(),
  ...spanned,
};
const ofEntry = { line: z.number().int(), variant: z.string() };
const standing = z.enum(['before', 'in', 'past', 'undetermined']);

const name = z.string().trim().min(1).max(200);
const anyUnlessSaid = name.optional().describe('any if left out');
const day = localDate.describe('the day that is asked about');

const checkTakes = z.strictObject({
  model: name.describe('such as "Prometer 100"'),
  cop: z
    .string()
    .refine(
      (text) => copOf(text) !== null,
      'a Code of Practice such as 5: the half-hourly ones are 1, 2, 3, 5, 6, 10 and 11',
    )
    .transform((text) => copOf(text) ?? '')
    .describe('Code of Practice, such as 5'),
  on: day,
  issue: z
    .string()
    .regex(/^\d{1,2}$/, 'a number; leave it out for any issue')
    .transform(issueOf)
    .optional()
    .describe('of the Code of Practice; any if left out'),
  firmware: anyUnlessSaid,
  variant: anyUnlessSaid,
  manufacturer: anyUnlessSaid,
  meterType: name.optional().describe('J0483, such as H or N, where it is known'),
});

/** What the register of a workspace, or with null the shipped one, answers of a meter type. */
export async function meterTypeIn(workspace: string | null, asked: z.output<typeof checkTakes>) {
  const { model, cop, on, issue = null, manufacturer = null, variant = null } = asked;
  const { firmware = null, meterType = null } = asked;
  const question = { on, model, cop, issue, manufacturer, variant, firmware, meterType };
  return { question, ...complianceOf((await readRegister(workspace)).compliance, question) };
}

const asked = z.string().nullable();

export const approvalsCheck = operation({
  name: 'approvals check',
  group: 'Papers',
  summary: 'Is a meter type listed for a Code of Practice on a day?',
  role: 'viewer',
  takes: checkTakes,
  answers: z.strictObject({
    question: z.strictObject({
      on: localDate,
      model: z.string(),
      cop: z.string(),
      issue: asked,
      manufacturer: asked,
      variant: asked,
      firmware: asked,
      meterType: asked,
    }),
    status: z.enum(complianceStatuses),
    says: z.string(),
    entries: z.array(z.strictObject({ ...compliance, ...ofEntry })),
    committees: z.strictObject({ committees: z.array(z.enum(['ISG', 'SVG'])), ...ruling }),
    testing: z.strictObject({ needed: z.enum(['yes', 'no', 'undetermined']), ...ruling }),
    issuing,
    dispensation: z.string().nullable(),
    sources: z.array(sentence),
  }),
  route: 'GET /register/meter-types',
  typed: '',
  example: { model: 'Prometer 100', cop: '5', on: '2024-01-12' },
  problems: [409],
  run: ({ gateway }, wanted) => meterTypeIn(gateway.workspace, wanted),
});

const protocolTakes = z.strictObject({
  mpid: name.describe('of the data collector, such as SSIL'),
  model: name.describe('of the meter, such as "Prometer 100"'),
  on: day,
  software: anyUnlessSaid,
  variant: anyUnlessSaid,
});

/** The same of a data collector's software. */
export async function protocolIn(workspace: string | null, wanted: z.output<typeof protocolTakes>) {
  const { mpid, model, on, software = null, variant = null } = wanted;
  const question = { on, mpid, model, software, variant };
  return { question, ...protocolOf((await readRegister(workspace)).protocols, question) };
}

export const approvalsProtocol = operation({
  name: 'approvals protocol',
  group: 'Papers',
  summary: "Does a data collector's software hold protocol approval on a day?",
  role: 'viewer',
  takes: protocolTakes,
  answers: z.strictObject({
    question: z.strictObject({
      on: localDate,
      mpid: z.string(),
      model: z.string(),
      software: asked,
      variant: asked,
    }),
    status: z.enum(protocolStatuses),
    says: z.string(),
    entries: z.array(z.strictObject({ ...protocol, ...ofEntry })),
    issuing,
    sources: z.array(sentence),
  }),
  route: 'GET /register/protocols',
  typed: '',
  example: { mpid: 'SSIL', model: 'Prometer 100', on: '2024-01-12' },
  problems: [409],
  run: ({ gateway }, wanted) => protocolIn(gateway.workspace, wanted),
});

const variants = z.array(z.string());

/** Both registers in one table: the holder is a manufacturer or a data collector. */
const columns = [
  'register',
  'holder',
  'model',
  'variants',
  'software',
  'cop',
  'issue',
  'from',
  'to',
  'standing',
  'committees',
  'listVersion',
  'reference',
];

/** The register at a glance, where each entry stands on a day. */
export const registerOn = async (workspace: string | null, on: string) => ({
  ...overviewOf(await readRegister(workspace), on),
  papers: citedPapers,
});

export const approvalsReport = operation({
  name: 'approvals report',
  group: 'Papers',
  summary: 'Which meter types and protocols are approved, since when, and what changed',
  role: 'viewer',
  takes: z.strictObject({
    on: localDate.optional().describe('where each entry stands on that day; today if left out'),
  }),
  answers: z.strictObject({
    on: localDate,
    compliance: z.array(
      z.strictObject({
        ...compliance,
        variants,
        committees: z.array(z.string()),
        standing,
        supersededBy: z.string().nullable().describe('the firmware that took its place'),
      }),
    ),
    protocols: z.array(z.strictObject({ ...protocol, variants, standing })),
    changes: z
      .array(z.strictObject({ on: z.string(), when: z.string(), what: z.string() }))
      .describe('the newest first'),
    papers: z.array(z.strictObject({ name: z.string(), title: z.string(), says: z.string() })),
  }),
  route: 'GET /register',
  typed: '',
  example: {},
  problems: [409],
  csv: ({ compliance: listed, protocols }) => ({
    columns,
    rows: [
      ...listed.map((one) => [
        'compliance',
        one.manufacturer,
        one.model,
        one.variants.join(' '),
        one.firmware,
        one.cop,
        one.issue,
        one.from,
        one.to,
        one.standing,
        one.committees.join(' '),
        null,
        one.reference,
      ]),
      ...protocols.map((one) => [
        'protocols',
        one.mpid,
        one.model,
        one.variants.join(' '),
        one.software,
        null,
        null,
        one.from,
        one.to,
        one.standing,
        null,
        one.listVersion,
        one.reference,
      ]),
    ],
  }),
  run: ({ gateway: { workspace, rules, clock } }, { on }) =>
    registerOn(workspace, on ?? localDateOf(rules.zone, clock.now())),
});
