/**
 * pawl.config.json: every key but mpid and role has a default that suits a desk. A mistake is told
 * by key, value and remedy, all of them at once. The JSON Schema that editors use is made from the
 * same shape, in config-schema.ts.
 */
import { z } from 'zod';
import { alertRoutesShape, channelsShape, notifyProblems } from '../alert/index.ts';
import {
  isLetter,
  letterExpected,
  shippedRoles,
  sideNamed,
  sideNames,
  supplierSide,
} from '../market/index.ts';
import { EngineError } from '../engine-error.ts';
import { smtpShape } from '../post/index.ts';
import { ownProfileShape, profilesWith } from '../process/index.ts';
import { extraReadingRulesShape } from '../reading/index.ts';
import { auditShape } from './audit.ts';
import { telemetryShape } from './telemetry.ts';
import { capacityMarketShape } from './capacity.ts';
import { problemsIn } from './config-mistakes.ts';
import { counterpartiesShape } from './counterparties.ts';
import { foldersShape } from './folders.ts';
import { keepingShape } from './keeping.ts';
import { metricsShape } from './metrics.ts';
import { acknowledgementsShape } from './acknowledgements.ts';
import { outboxNameShape } from './outbox-name.ts';
import { elsewhereProblems, outboxToShape, pickUpsShape } from './pick-ups.ts';
import { calendarFeedShape, chaseAtShape, reportsShape } from './report-plan.ts';
import { retentionShape } from './retention.ts';
import {
  type Environment,
  type MissingVariable,
  withEnvironment,
  withoutSecrets,
  withoutTokensIn,
} from './secret.ts';
import { storeShape } from './store.ts';
import { webShape } from './web.ts';

const mpid = z.string().regex(/^[A-Z0-9]{4}$/, 'four capital letters or digits');
const timeZone = z.string().refine(isTimeZone, 'the name of a time zone, such as Europe/London');
/** DTC 15.4, J1063: what carries OPER is live. */
const liveFlag = 'OPER';
const testFlag = z.string().regex(/^[A-Z0-9]{4}$/);
const cutoff = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 17:00');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

/** DTC 15.4 meter types that are static by construction (process.md 6). */
const staticMeterTypes = [
  'S1',
  'NSS',
  'RCAMR',
  'RCAMY',
  'NCAMR',
  'S2A',
  'S2B',
  'S2C',
  'S2AD',
  'S2BD',
  'S2CD',
  'S2ADE',
  'S2BDE',
  'S2CDE',
  '2AF',
  '2BF',
  '2CF',
  '2ADF',
  '2BDF',
  '2CDF',
  '2AEF',
  '2BEF',
  '2CEF',
  '2ADEF',
  '2BDEF',
  '2CDEF',
];

const limits = z
  .strictObject({
    fileSizeMaxBytes: z.number().int().min(1).default(1_000_000_000),
    lineMaxBytes: z.number().int().min(40).default(4_000),
    instanceMaxBytes: z.number().int().min(40).default(1_000_000),
    findingsMax: z.number().int().min(1).default(1_000),
    /** Instances or rows of one MPAN in one file: all that is known of an MPAN is read together. */
    mpanRepeatsMax: z.number().int().min(1).default(1_000),
    /** Instances in one commit: enough to spare fsyncs, few enough to bound memory. */
    instancesPerCommit: z.number().int().min(1).default(2_000),
    filesPerCommit: z.number().int().min(1).default(500),
    /** Files below this size are read once and kept; larger ones are streamed twice. */
    wholeFileMaxBytes: z.number().int().min(0).default(1_000_000),
    /** Places of one file where an MPAN stands and counts for nothing, for the search to know. */
    refusedMpansMax: z.number().int().min(1).default(100_000),
    /** Open items of one cause and one sender beyond which they are counted, not listed one by one. */
    queueItemsPerSender: z.number().int().min(1).default(100),
    outboxInstancesMax: z.number().int().min(1).default(10_000),
    /** With less room than this on a disk of the workspace, no file is taken in; 0: never mind. */
    diskFreeMinBytes: z.number().int().min(0).default(200_000_000),
  })
  .prefault({})
  .describe('limits that keep one file from taking all memory or time');

/** What the participant is; the names that version 0.1.0 had for it mean the same. */
const side = z.enum(sideNames).transform(sideNamed);

const letter = z
  .string()
  .refine((text) => isLetter(shippedRoles, text), letterExpected(shippedRoles));

export const configShape = z.strictObject({
  $schema: z.string().optional().describe('where editors find the schema of this file'),
  mpid: mpid.describe('Market Participant Id of the participant this gateway belongs to'),
  role: side.describe('what we are: Supplier or Meter Operator; X and M mean the same'),
  letters: z
    .strictObject({ supplier: letter.optional(), meterOperator: letter.optional() })
    .default({})
    .describe(
      'role letter to write for a Supplier or a Meter Operator where nothing else says which',
    ),
  profile: z.string().default('option-1').describe('the process option for new checks'),
  send: z
    .enum(['automatic', 'approve', 'never'])
    .default('approve')
    .describe(
      'whether owed flows are written at once, wait for `pawl approve`, or are not written',
    ),
  undoSeconds: z
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(60)
    .describe(
      'how long what was approved is kept back and can be undone; 0: it is written at once',
    ),
  fourEyes: z
    .boolean()
    .default(false)
    .describe('whether approvals and decisions take two people; --who is then refused'),
  calendar: z.string().default('england-and-wales').describe('bank-holiday division of all MPANs'),
  calendars: z
    .record(z.string().regex(/^\d{2}$/), z.string())
    .default({})
    .describe('division by distributor id, the first two digits of the MPAN'),
  cutoff: cutoff.nullable().default(null).describe('local time at which a Working Day ends'),
  nonWorkingTrigger: z
    .enum(['asIs', 'rollForward'])
    .default('asIs')
    .describe('rollForward: what is done on a non-Working Day counts as done on the next'),
  measureBy: z
    .enum(['created', 'received'])
    .default('created')
    .describe('whether clocks run by file creation time or by receipt'),
  lateClaimWorkingDays: z
    .number()
    .int()
    .min(0)
    .max(2_500)
    .default(3)
    .describe('how many Working Days after it says it was made an answer may come unasked'),
  linkedExportOpensCheck: z
    .boolean()
    .default(true)
    .describe('whether a linked export MPAN opens a check of a Supplier, as a notification does'),
  headerTimeZone: timeZone
    .default('Europe/London')
    .describe('time zone of header times, and of the days that count'),
  testFlag: testFlag
    .default(liveFlag)
    .describe('the J1063 flag this gateway runs with, which the files it makes carry'),
  otherTestFlags: z
    .array(testFlag)
    .max(20)
    .default([])
    .describe('other J1063 flags whose files count too; only where testFlag is not OPER'),
  environmentTag: z
    .string()
    .min(1)
    .max(40)
    .default('PROD')
    .describe('the environmentTag of the DIP messages that count; all others are set aside'),
  fileIdentifierPrefix: z
    .string()
    .regex(/^[A-Z0-9]{0,4}$/)
    .default('PW')
    .describe(
      'begins the identifiers of files written here, so that they differ from other systems',
    ),
  outboxName: outboxNameShape,
  acknowledgements: acknowledgementsShape
    .nullable()
    .default(null)
    .describe('acknowledgement files of the transfer service in inbox/; null: none are known'),
  dueSoonWorkingDays: z
    .number()
    .int()
    .min(0)
    .max(60)
    .default(2)
    .describe('how many Working Days before a deadline DUE_SOON is raised'),
  escalateEveryWorkingDays: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(5)
    .describe('after how many further Working Days a breach is raised once more, as ESCALATED'),
  escalationsMax: z
    .number()
    .int()
    .min(0)
    .max(200)
    .default(50)
    .describe('after how many ESCALATED alerts of a stage no more are raised'),
  quietPeriodMs: z
    .number()
    .int()
    .min(0)
    .default(60_000)
    .describe('how long a flow file without a trailer may stay unchanged before it is rejected'),
  csvQuietPeriodMs: z
    .number()
    .int()
    .min(0)
    .default(5_000)
    .describe('how long a CSV file must stay unchanged before it is read: it has no trailer'),
  rescanMs: z
    .number()
    .int()
    .min(100)
    .default(2_000)
    .describe('how often the folders are looked at, even if no change was noticed'),
  staticMeterTypes: z
    .array(z.string().min(1).max(5))
    .default(staticMeterTypes)
    .describe('meter types (J0483) that cannot run backwards by construction'),
  rules: extraReadingRulesShape
    .default({})
    .describe('phrases and codes added to the rules for reading D0002 text'),
  profiles: z
    .record(z.string().regex(/^[a-z0-9-]+$/), ownProfileShape)
    .default({})
    .describe('your own profiles: a published one with changes, or a whole one'),
  folders: foldersShape,
  pickUps: pickUpsShape,
  outboxTo: outboxToShape,
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('the lowest level that is logged'),
  logFolder: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('the folder into which a gateway logs, a file a day; null: to standard error'),
  counterparties: counterpartiesShape,
  chaseAt: chaseAtShape,
  reports: reportsShape,
  calendarFeed: calendarFeedShape,
  smtp: smtpShape.nullable().default(null).describe('the mail server that e-mail is sent through'),
  channels: channelsShape
    .default({})
    .describe(
      'where alerts go in addition to alerts/: e-mail, webhooks, Slack, Microsoft Teams; and programs that follow checks by CloudEvents',
    ),
  alertRoutes: alertRoutesShape
    .default([])
    .describe('which alerts go to which channels; all to every channel where there is no route'),
  limits,
  metrics: metricsShape,
  web: webShape,
  store: storeShape,
  audit: auditShape,
  telemetry: telemetryShape,
  retention: retentionShape,
  keeping: keepingShape,
  capacityMarket: capacityMarketShape,
});
export type Config = z.infer<typeof configShape>;

/** What a configuration says, or what is wrong with it. */
interface ConfigRead {
  /** Null where something is wrong. */
  readonly config: Config | null;
  /** Everything that is wrong, each by key, value and what is expected. */
  readonly problems: readonly string[];
  /** Secrets whose environment variable is not set; something stands in for them. */
  readonly missing: readonly MissingVariable[];
}

/** Looks at a configuration value from all sides: its shape, and what the shape cannot say. */
export function inspectConfig(
  written: unknown,
  environment: Environment = process.env,
): ConfigRead {
  const { problems, ...rest } = inspected(written, environment);
  // A key that nobody knows is quoted, and may be a token in the wrong place.
  return { ...rest, problems: problems.map(withoutTokensIn) };
}

function inspected(written: unknown, environment: Environment): ConfigRead {
  const { value, missing } = withEnvironment(written, environment);
  const read = configShape.safeParse(value);
  if (read.success) {
    const problems = beyondShape(read.data);
    return { config: problems.length === 0 ? read.data : null, problems, missing };
  }
  const { issues } = read.error;
  const inWords = problemsIn(withoutSecrets(written), configShape);
  const problems = issues.flatMap(inWords);
  const rest = restOf(value, issues);
  return { config: null, problems: [...problems, ...(rest ? beyondShape(rest) : [])], missing };
}

/** Reads a configuration value; throws CONFIG_INVALID naming everything that is wrong. */
export function readConfig(
  value: unknown,
  where: string,
  environment: Environment = process.env,
): Config {
  const { config, problems, missing } = inspectConfig(value, environment);
  const all = [...problems, ...missing.map(missingInWords)];
  if (config !== null && all.length === 0) return config;
  throw new EngineError(
    'CONFIG_INVALID',
    `${where}: ${all.join('; ')}`,
    'correct these keys; docs/configuration.md lists every key, and only mpid and role are needed',
  );
}

export const missingInWords = ({ key, variable }: MissingVariable): string =>
  withoutTokensIn(
    `${key}: the environment variable ${variable} is not set: set it for the gateway's user`,
  );

function beyondShape(config: Config): string[] {
  const { profile, profiles: own } = config;
  const { profiles, problems } = profilesWith(own);
  const all = problems.map((problem) => `profiles.${problem}`);
  if (!profiles.has(profile) && own[profile] === undefined) {
    const names = [...profiles.keys()].join(', ');
    all.push(`profile: "${profile}" is not a profile: use ${names}, or define it in "profiles"`);
  }
  return [
    ...all,
    ...testFlagProblems(config),
    ...elsewhereProblems(config),
    ...notifyProblems(config),
  ];
}

/** Ours: no gateway takes live files and test files, so that no test touches a live check. */
function testFlagProblems({ testFlag: own, otherTestFlags }: Config): string[] {
  if (otherTestFlags.length === 0) return [];
  if (own === liveFlag) {
    return [
      `otherTestFlags: a gateway whose testFlag is "${liveFlag}" takes no test files: ` +
        'give test files a workspace of their own, with one of their flags as testFlag',
    ];
  }
  return otherTestFlags.includes(liveFlag)
    ? [
        `otherTestFlags: "${liveFlag}" is the flag of live files, and a gateway with a test flag ` +
          'takes none',
      ]
    : [];
}

/** The configuration without the keys that are wrong, so that the others can be looked at too. */
function restOf(value: unknown, issues: readonly z.core.$ZodIssue[]): Config | null {
  if (typeof value !== 'object' || value === null) return null;
  const wrong = new Set(issues.flatMap(({ path }) => path.slice(0, 1)));
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const kept = Object.entries(value).filter(([key]) => !wrong.has(key) && !unknown.includes(key));
  const rest = configShape.safeParse({
    mpid: 'NONE',
    role: supplierSide,
    ...Object.fromEntries(kept),
  });
  return rest.success ? rest.data : null;
}
