/** The approvals register: which meter types and protocols are approved, since when, what changed. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { approvalsReport } from './operations.ts';
import { spanInWords, listStandingInWords } from './in-words.ts';
import type { AnswerOf } from '../../desk/index.ts';
import { dateInWords } from '../../words.ts';
import {
  badge,
  type Context,
  dateAsked,
  deskOf,
  empty,
  type Env,
  type Html,
  lookField,
  page,
  table,
  type Tone,
  type Web,
} from '../../web/pages/index.ts';

type Overview = AnswerOf<typeof approvalsReport>;

export function approvalsPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/approvals', async (context) => {
    const on = dateAsked(context, 'on');
    const asked = on === null ? {} : { on };
    const overview = await approvalsReport.ask(deskOf(web, context, 'viewer'), asked);
    return context.html(approvalsPage(context, overview));
  });
  return routes;
}

const approvalsPage = (context: Context, overview: Overview): Html =>
  page(context, {
    title: 'Approvals',
    at: null,
    main: html`<h1>Approvals</h1>
<p>Half-hourly meter types and data collection software that the register knows, as they stand on
${dateInWords(overview.on)}. Nothing here holds up a check, and a type that is not listed may be used under a Metering
Dispensation (BSCP32).</p>
<form class="filters" action="/approvals">
${lookField(context, '/approvals', { name: 'on', label: 'On', value: overview.on, isDate: true })}
<button>Show</button>
</form>
<h2>Meter types</h2>
${meterTypes(overview)}
<h2>Protocol approvals</h2>
${protocolApprovals(overview)}
<h2>What changed</h2>
${changes(overview)}
<h2>Who says so</h2>
<ul>${overview.papers.map(({ name, title, says }) => html`<li><b>${name}</b>: ${title}, ${says}</li>`)}</ul>`,
  });

const meterTypes = ({ compliance }: Overview): Html =>
  compliance.length === 0
    ? empty('The register has no meter type.', 'Add lines to approvals/compliance.csv.')
    : table({
        caption: 'Approved meter types',
        columns: [
          { name: 'Meter type' },
          { name: 'Firmware' },
          { name: 'Approved for' },
          { name: 'On the list' },
          { name: 'Standing' },
          { name: 'Committee', isExtra: true },
          { name: 'Said in', isExtra: true },
        ],
        rows: compliance.map((one) => [
          `${one.manufacturer} ${one.model}${inBrackets(one.variants)}`,
          one.firmware,
          `CoP${one.cop} Issue ${one.issue}`,
          spanInWords(one),
          badge(tones[one.standing], listStandingInWords(one.standing, one)),
          one.committees.length === 0 ? 'not said' : one.committees.join(' and '),
          one.reference,
        ]),
      });

const protocolApprovals = ({ protocols }: Overview): Html =>
  protocols.length === 0
    ? empty('The register has no protocol approval.', 'Add lines to approvals/protocols.csv.')
    : table({
        caption: 'Protocol approvals of data collectors',
        columns: [
          { name: 'Data collector' },
          { name: 'Software' },
          { name: 'For' },
          { name: 'Held' },
          { name: 'Standing' },
          { name: 'List', isExtra: true },
          { name: 'Said in', isExtra: true },
        ],
        rows: protocols.map((one) => [
          one.mpid,
          one.software,
          `${one.model}${inBrackets(one.variants)}`,
          spanInWords(one),
          badge(
            tones[one.standing],
            listStandingInWords(one.standing, { ...one, supersededBy: null }),
          ),
          one.listVersion,
          one.reference,
        ]),
      });

const changes = ({ changes: all }: Overview): Html =>
  all.length === 0
    ? empty('No entry of the register says when.')
    : table({
        caption: 'What changed, the newest first',
        columns: [{ name: 'When' }, { name: 'What' }],
        rows: all.map(({ when, what }) => [when, what]),
      });

const inBrackets = (variants: readonly string[]): string =>
  variants.length === 0 ? '' : ` (${variants.join(', ')})`;

const tones: Readonly<Record<Overview['protocols'][number]['standing'], Tone>> = {
  before: 'quiet',
  in: 'good',
  past: 'warn',
  undetermined: 'warn',
};
