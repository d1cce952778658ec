/** `pawl approvals report`: what is approved, since when, and what changed, of both registers. */
import {
  type Overview,
  overviewOf,
  papers,
  readRegister,
  spanInWords,
  standingInWords,
} from '../approvals/index.ts';
import { isLocalDate, localDateOf } from '../calendar/index.ts';
import { systemClock } from '../clock.ts';
import { writeCsv } from '../files/index.ts';
import { registerFolder } from './approvals.ts';
import { usage } from './failure.ts';
import { dateInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';

interface ApprovalsReportOptions {
  readonly workspace?: string;
  readonly on?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

export async function approvalsReport(options: ApprovalsReportOptions): Promise<number> {
  if (options.csv === true && options.json === true) {
    throw usage('--csv and --json exclude one another', 'leave one of them out');
  }
  const on = options.on ?? localDateOf('Europe/London', systemClock.now());
  if (!isLocalDate(on)) throw usage(`--on ${on} is no date`, 'a date is written as 2022-07-05');
  const overview = overviewOf(await readRegister(registerFolder(options.workspace)), on);
  if (options.json === true) sayJson({ ...overview, papers });
  else if (options.csv === true) process.stdout.write(await csvOf(overview));
  else tell(overview);
  return 0;
}

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

/** Both registers in one table: the holder is a manufacturer or a data collector. */
const csvOf = ({ compliance, protocols }: Overview): Promise<string> =>
  writeCsv(columns, [
    ...compliance.map((one) => [
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
  ]);

function tell({ on, compliance, protocols, changes }: Overview): void {
  say(`Approved meter types, as the register has them for ${dateInWords(on)}:`);
  const meters = compliance.map((one) => [
    `${one.manufacturer} ${one.model}`,
    one.variants.join(', '),
    one.firmware,
    `CoP${one.cop} Issue ${one.issue}`,
    spanInWords(one),
    standingInWords(one.standing, one),
    one.committees.join(' and '),
  ]);
  const meterHeaders = [
    'Meter type',
    'Variants',
    'Firmware',
    'For',
    'On the list',
    'Then',
    'Committee',
  ];
  for (const line of table(meterHeaders, meters)) say(`  ${line}`);
  say();
  say('Protocol approvals of data collectors:');
  const held = protocols.map((one) => [
    one.mpid,
    one.software,
    one.model,
    one.variants.join(', '),
    spanInWords(one),
    standingInWords(one.standing, { ...one, supersededBy: null }),
    one.listVersion,
  ]);
  const headers = ['MPID', 'Software', 'Model', 'Variants', 'Held', 'Then', 'List'];
  for (const line of table(headers, held)) say(`  ${line}`);
  say();
  say('What changed, the newest first:');
  for (const { when, what } of changes) say(`  ${when}: ${what}`);
  say();
  say('Says who:');
  for (const { name, title, says } of papers) say(`  ${name}: ${title}, ${says}`);
}
