/** The catalogue: the flow definitions in force, to be browsed as they are read by. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import {
  type Confidence,
  definitionFor,
  type FlowDefinition,
  type GroupDefinition,
  type ItemUse,
} from '../../flow/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { catalogueFor } from '../../process/index.ts';
import { count } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { Problem } from '../problem.ts';
import { type Html, page } from './layout.ts';
import { addressOf, badge, day, table } from './pieces.ts';

export function cataloguePages({ gateway }: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/catalogue', (context) => context.html(cataloguePage(context, gateway())));
  routes.get('/catalogue/:flow', (context) =>
    context.html(flowPage(context, gateway(), context.req.param('flow'))),
  );
  return routes;
}

function cataloguePage(context: Context, { rules, clock }: Gateway): Html {
  const { flows: known } = catalogueFor(rules, clock.now());
  const flows = [...known.values()];
  const editions = rules.catalogue.beside?.editions ?? [];
  return page(context, {
    title: 'Catalogue',
    at: '/catalogue',
    main: html`<h1>Catalogue</h1>
<p>The flows that this gateway can read, by its own definitions. Whoever holds the licensed Data Transfer
Catalogue can correct them.</p>
${editions.map(({ name, from, flows: own }) => html`<p>From ${from === null ? 'the first day' : day(from)} on: ${count(own.length, 'definition')} of ${name}. <a href="/reference">Merged</a></p>`)}
${table({
  caption: 'Flows of the catalogue',
  columns: [
    { name: 'Flow' },
    { name: 'Version' },
    { name: 'Name' },
    { name: 'Groups', isNumber: true },
    { name: 'Marks' },
    { name: 'Files' },
  ],
  rows: flows.map((flow) => [
    html`<a href="/catalogue/${flow.flow}${flow.version}">${flow.flow}</a>`,
    flow.version,
    flow.name,
    flow.groups.length,
    marksOf(flow),
    html`<a href="${addressOf('/files', { flow: flow.flow })}">received<span class="unseen"> of ${flow.flow}</span></a>`,
  ]),
})}
${marksInWords}`,
  });
}

const marks: Readonly<Record<Confidence, { readonly says: string }>> = {
  CONFIRMED: { says: 'found in published text or in files' },
  LIKELY: { says: 'follows from what is published, and is not stated there' },
  UNKNOWN: { says: 'not published: ours, until somebody corrects it' },
};

const mark = (confidence: Confidence): Html =>
  badge(
    confidence === 'CONFIRMED' ? 'good' : confidence === 'LIKELY' ? 'quiet' : 'warn',
    confidence.toLowerCase(),
  );

const marksInWords = html`<h2>Marks</h2><dl>${Object.entries(marks).map(
  ([name, { says }]) => html`<dt>${mark(name as Confidence)}</dt><dd>${says}</dd>`,
)}</dl>`;

/** The weakest mark of any of its parts is that of the whole. */
function marksOf({ groups }: FlowDefinition): Html {
  const all = groups.flatMap(({ confidence, items }) => [
    confidence,
    ...items.map(({ item }) => item.confidence),
  ]);
  const weakest = (['UNKNOWN', 'LIKELY'] as const).find((one) => all.includes(one));
  return mark(weakest ?? 'CONFIRMED');
}

/** By flow and version, or by the flow alone in its newest version. */
function definitionOf({ rules, clock }: Gateway, asked: string): FlowDefinition {
  const catalogue = catalogueFor(rules, clock.now());
  const [flow, version] = [asked.slice(0, 5), asked.slice(5)];
  const found =
    version === ''
      ? [...catalogue.flows.values()].findLast((one) => one.flow === flow)
      : definitionFor(catalogue, flow, version);
  if (found !== undefined && found !== null) return found;
  throw new Problem(
    404,
    'NOT_FOUND',
    `the catalogue has no flow ${asked}`,
    'Catalogue lists those it has',
  );
}

function flowPage(context: Context, gateway: Gateway, asked: string): Html {
  const flow = definitionOf(gateway, asked);
  const { name, version, source, routes, readsVersions, groups } = flow;
  return page(context, {
    title: `${flow.flow} ${name}`,
    at: '/catalogue',
    main: html`<h1>${flow.flow} ${name}</h1>
<dl class="card">
<dt>Version</dt><dd>${version}${readsVersions.length === 0 ? '' : `; reads ${readsVersions.join(', ')} too`}</dd>
<dt>Source</dt><dd>${source}</dd>
<dt>Marks</dt><dd>${marksOf(flow)}</dd>
<dt>Sent</dt><dd>${routes.map(routeInWords).join('; ')}</dd>
<dt>Files</dt><dd><a href="${addressOf('/files', { flow: flow.flow })}">received</a></dd>
</dl>
<h2>Groups</h2>
${groupTree(groups.filter(({ parent }) => parent === null))}
${groups.map(groupSection)}
${marksInWords}`,
  });
}

const routeInWords = (route: string): string => route.replace('>', ' to ');

const groupTree = (groups: readonly GroupDefinition[]): Html =>
  html`<ul>${groups.map(
    ({ id, name, range, children }) =>
      html`<li><a href="#group-${id}">${id} ${name}</a> <span class="soft">${rangeInWords(range)}</span>${children.length === 0 ? '' : groupTree(children)}</li>`,
  )}</ul>`;

/** "1" is exactly one, "0-1" at most one, "1-*" one or more, "2-5" two to five. */
function rangeInWords(range: string): string {
  const [least = '', most = least] = range.split('-');
  if (most === '*')
    return least === '0' ? 'any number' : least === '1' ? 'one or more' : `${least} or more`;
  if (least === most) return least === '1' ? 'exactly one' : `exactly ${least}`;
  return least === '0' ? (most === '1' ? 'at most one' : `at most ${most}`) : `${least} to ${most}`;
}

const whenInWords = ({ when }: GroupDefinition): string =>
  when === null ? '' : ` where ${when.ref} is ${when.is.join(' or ')}`;

function groupSection(group: GroupDefinition): Html {
  const { id, name, range, parent, confidence, note, items } = group;
  return html`<section class="card" id="group-${id}"><h3>${id} ${name}</h3>
<p>${rangeInWords(range)}${parent === null ? '' : html` below each <a href="#group-${parent.id}">${parent.id}</a>`}${whenInWords(group)}, ${count(items.length, 'item')} ${mark(confidence)}</p>
${note === null ? '' : html`<p class="soft">${note}</p>`}
${table({
  caption: `Items of group ${id}`,
  columns: [
    { name: 'Item' },
    { name: 'Reference' },
    { name: 'Format' },
    { name: 'Mandatory' },
    { name: 'Meanings and notes' },
    { name: 'Mark' },
  ],
  rows: items.map(itemRow),
})}</section>
`;
}

function itemRow({ item, mandatory }: ItemUse) {
  const { ref, name, formatText, confidence, note, values, secret, personal } = item;
  return [
    name,
    ref,
    html`<code>${formatText}</code>`,
    mandatory ? 'yes' : 'no',
    html`${values === null ? '' : meanings(name, values)}${note === null ? '' : html`<p>${note}</p>`}${
      secret ? html`<p>${badge('warn', 'secret')} shown nowhere</p>` : ''
    }${personal ? html`<p>${badge('quiet', 'personal')} repeated in no message</p>` : ''}`,
    mark(confidence),
  ];
}

const meanings = (name: string, values: ReadonlyMap<string, string>): Html =>
  html`<details><summary>${count(values.size, 'code')}<span class="unseen"> of ${name}</span></summary><dl>${[
    ...values,
  ].map(
    ([code, meaning]) => html`<dt><code>${code}</code></dt><dd>${meaning}</dd>`,
  )}</dl></details>`;
