/**
 * What is in force and since when, to be read: the participant, the process, every setting, who is
 * told and who may come in. It is changed in pawl.config.json alone. No secret stands here.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { configShape, withoutSecrets } from '../../config/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { type Desk, health } from '../../desk/index.ts';
import type { ConfigChange } from '../../store/index.ts';
import { nameInWords, owesInWords, roleInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { type Html, page } from './layout.ts';
import { badge, moment, table } from './pieces.ts';
import { settingGroups, settingsUnder } from './setting-keys.ts';
import { historyOf } from './settings-history.ts';

/** Ours: as far back as the page looks for when a setting came into force. */
const changesRead = 200;

export function settingsPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/settings', async (context) => context.html(await settingsPage(context, web)));
  return routes;
}

async function settingsPage(context: Context, web: Web): Promise<Html> {
  const gateway = web.gateway();
  const desk = deskOf(web, context, 'viewer');
  const changes = await gateway.store.configChanges(changesRead);
  return page(context, {
    title: 'Settings',
    at: '/settings',
    main: html`<h1>Settings</h1>
<p>What is in force. It is changed in <code>pawl.config.json</code>; <code>pawl config check</code> says
whether a change is sound, and <code>pawl config preview</code> what it would change.
<a href="/acts">Who did what</a> tells what people decided and approved, the
<a href="/reference">reference data</a> which letter stands for which role, and
<a href="/audit">Who looked</a> tells an approver who looked at whose data.</p>
${participant(gateway, web.version, changes[0])}
${await troubles(desk)}
${profiles(gateway)}
${settings(gateway, changes)}
${await historyOf(desk, context)}`,
  });
}

function participant({ config, rules }: Gateway, version: string, newest?: ConfigChange): Html {
  return html`<dl class="card">
<dt>Participant</dt><dd>${config.mpid}, ${roleInWords(config.role)}</dd>
<dt>In force since</dt><dd>${newest === undefined ? 'the gateway has not been started yet' : html`${moment(rules.zone, newest.at)} <span class="soft">${newest.digestAfter.slice(0, 12)}</span>`}</dd>
<dt>Versions</dt><dd>Pawl ${version}, Node ${process.version}</dd>
</dl>`;
}

async function troubles(desk: Desk): Promise<Html> {
  const { gateway: open, gateways } = await health.ask(desk, {});
  const { zone } = desk.gateway.rules;
  return html`<h2 id="health">The gateway itself</h2>
${
  open.length === 0
    ? html`<p>${badge('good', 'well')} Nothing is held up.</p>`
    : table({
        caption: 'What is wrong with the surroundings of the gateway',
        columns: [{ name: 'Alert' }, { name: 'Since' }, { name: 'What' }, { name: 'What to do' }],
        rows: open.map(({ code, since, detail, next }) => [
          badge('bad', code),
          since === null ? 'just now' : moment(zone, since),
          detail,
          next,
        ]),
      })
}
${
  gateways.length === 0
    ? ''
    : html`<p>At work on this store: ${gateways
        .map(({ name, isFirst }) => `${name}${isFirst ? ' (the first)' : ''}`)
        .join(', ')}.</p>`
}`;
}

function profiles({ rules, config }: Gateway): Html {
  return html`<h2 id="profiles">Profiles</h2>
${[...rules.machines.values()].map(({ profile }) => {
  const { id, title, source, status, failuresMax, stages } = profile;
  return html`<details class="card" id="profile-${id}"${id === config.profile ? html` open` : ''}>
<summary><strong>${id}</strong> ${title} ${id === config.profile ? badge('good', 'for new checks') : ''}</summary>
<p class="soft">${source}; ${nameInWords(status)}; after ${failuresMax} failed attempts a person decides.</p>
${table({
  caption: `Stages of the profile ${id}`,
  columns: [
    { name: 'Stage' },
    { name: 'Whose turn' },
    { name: 'Owes' },
    { name: 'Working Days', isNumber: true },
  ],
  rows: Object.entries(stages).map(([name, { owner, owes, workingDays }]) => [
    nameInWords(name),
    roleInWords(owner),
    owesInWords(owes),
    workingDays,
  ]),
})}</details>
`;
})}`;
}

function settings({ config, rules }: Gateway, changes: readonly ConfigChange[]): Html {
  const shown = withoutSecrets(config) as Readonly<Record<string, unknown>>;
  const written = changes[0]?.written;
  const sinceOf = (key: string): Html | string => {
    const change = changes.find(({ keys }) => keys.some((one) => isWithin(key, one.key)));
    if (change !== undefined) return moment(rules.zone, change.at);
    return isWritten(written, key) ? 'the first start' : 'default';
  };
  return html`<h2 id="keys">Every setting</h2>
<div class="aligned">${settingGroups(Object.keys(configShape.shape)).map(
    ({ name, keys }) => html`<h3>${name}</h3>
${table({
  caption: `Settings: ${name}`,
  columns: [
    { name: 'Key' },
    { name: 'Value' },
    { name: 'Since' },
    { name: 'It says', isExtra: true },
  ],
  rows: keys.flatMap((key) =>
    settingsUnder(key, shown[key]).map(({ path, value }) => [
      html`<code>${path}</code>`,
      value,
      sinceOf(path),
      path === key ? descriptionOf(key) : '',
    ]),
  ),
})}`,
  )}</div>`;
}

const shapes: Readonly<Record<string, { readonly description?: string | undefined }>> =
  configShape.shape;

const descriptionOf = (key: string): string => (shapes[key]?.description ?? '').replaceAll('`', '');

/** A change of a whole is one of its parts, and one of a part is one of the whole. */
const isWithin = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

function isWritten(written: unknown, path: string): boolean {
  let part = written;
  for (const key of path.split('.')) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return false;
    part = (part as Readonly<Record<string, unknown>>)[key];
  }
  return true;
}
