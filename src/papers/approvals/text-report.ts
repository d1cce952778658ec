/** `pawl approvals report`: what is approved, since when, and what changed, of both registers. */
import { approvalsReport, registerOn } from './operations.ts';
import { spanInWords, listStandingInWords } from './in-words.ts';
import { localDateOf } from '../../calendar/index.ts';
import { systemClock } from '../../clock.ts';
import type { AnswerOf, AskedOf } from '../../desk/index.ts';
import { dateInWords } from '../../words.ts';
import { table, type AnswerText } from '../../cli/index.ts';

export const operation = approvalsReport;

const meterHeaders = [
  'Meter type',
  'Variants',
  'Firmware',
  'For',
  'On the list',
  'Then',
  'Committee',
];
const protocolHeaders = ['MPID', 'Software', 'Model', 'Variants', 'Held', 'Then', 'List'];

export const telling: AnswerText<
  AnswerOf<typeof approvalsReport>,
  AskedOf<typeof approvalsReport>
> = {
  *lines({ on, compliance, protocols, changes, papers }) {
    yield `Approved meter types, as the register has them for ${dateInWords(on)}:`;
    const meters = compliance.map((one) => [
      `${one.manufacturer} ${one.model}`,
      one.variants.join(', '),
      one.firmware,
      `CoP${one.cop} Issue ${one.issue}`,
      spanInWords(one),
      listStandingInWords(one.standing, one),
      one.committees.join(' and '),
    ]);
    for (const line of table(meterHeaders, meters)) yield `  ${line}`;
    yield* ['', 'Protocol approvals of data collectors:'];
    const held = protocols.map((one) => [
      one.mpid,
      one.software,
      one.model,
      one.variants.join(', '),
      spanInWords(one),
      listStandingInWords(one.standing, { ...one, supersededBy: null }),
      one.listVersion,
    ]);
    for (const line of table(protocolHeaders, held)) yield `  ${line}`;
    yield* ['', 'What changed, the newest first:'];
    for (const { when, what } of changes) yield `  ${when}: ${what}`;
    yield* ['', 'Says who:'];
    for (const { name, title, says } of papers) yield `  ${name}: ${title}, ${says}`;
  },
  alone: {
    unless: 'isThere',
    answer: ({ on }) => registerOn(null, on ?? localDateOf('Europe/London', systemClock.now())),
  },
};
