/**
 * Every form of every page, found on the pages themselves: what is left blank that is needed, what is
 * too long and what is no date is marked in its place, with all else that was typed still there.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demonstrationMpans as m } from '../../src/demo/index.ts';
import type { Desk } from '../browser/desk.ts';
import { people } from '../browser/desk.ts';
import { addressesOf, fullDesk, pagePaths } from '../browser/page-list.ts';
import { reportFile } from '../support/flow-files.ts';
import { type FormField, formsOf, type PageForm } from '../support/forms.ts';

const tokenOf = (name: string): string => people.find((one) => one.name === name)?.token ?? '';

type As = (address: string, init?: RequestInit) => Promise<Response>;

const as =
  (desk: Desk, name: string): As =>
  (address, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${tokenOf(name)}`);
    return fetch(new URL(address, desk.url), { ...init, headers, redirect: 'manual' });
  };

const posted = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

/** What a form sends, with its visible fields filled in as they may be. */
function filledIn(form: PageForm): [FormField, string][] {
  return form.fields
    .filter(({ type }) => !['checkbox', 'file', 'range'].includes(type))
    .map((field) => [field, field.value === '' ? fillerOf(field) : field.value]);
}

/** What fits fields that take more than any text. */
const fitting: Readonly<Record<string, string>> = { letter: 'Y', role: 'AMVLP', to: 'Otto' };

function fillerOf({ name, kind, isHidden, isRequired, options, attributes }: FormField): string {
  if (isHidden) return '';
  if (kind === 'select') return isRequired ? (options.find((one) => one !== '') ?? '') : '';
  return attributes['inputmode'] === 'numeric' || !isRequired ? '' : (fitting[name] ?? 'as told');
}

async function send(ask: As, form: PageForm, path: string, sent: readonly [string, string][]) {
  if (form.method === 'GET') {
    const action = form.action.startsWith('#') ? path.replace(/[?#].*/, '') : form.action;
    return ask(`${action}?${new URLSearchParams([...sent]).toString()}`);
  }
  if (!form.isWithFiles)
    return ask(form.action, { method: 'POST', body: new URLSearchParams([...sent]) });
  const body = new FormData();
  for (const [name, value] of sent) body.append(name, value);
  return ask(form.action, { method: 'POST', body });
}

/** What is wrong with how a fault is shown; empty where all is well. */
function notInPlace(
  page: string,
  form: PageForm,
  name: string,
  sent: readonly (readonly [FormField, string])[],
): string[] {
  const subject = form.fields.find((one) => one.name === 'id' && one.isHidden)?.value;
  const back = formsOf(page).find(
    (one) =>
      one.action === form.action &&
      (subject === undefined || one.fields.some((field) => field.value === subject)) &&
      one.fields.some((field) => field.name === name),
  );
  const field = back?.fields.find((one) => one.name === name);
  if (back === undefined || field === undefined) return ['the form is not on the page'];
  const { 'aria-invalid': isInvalid, 'aria-describedby': by, autofocus } = field.attributes;
  const says = new RegExp(`id="${by}"[^>]*>([^<]*)<`).exec(page)?.[1] ?? '';
  const lost = sent.filter(([{ name: other, isHidden, kind }, value]) => {
    const now = back.fields.find((one) => one.name === other);
    return other !== name && !isHidden && kind !== 'select' && now?.value !== value;
  });
  return [
    isInvalid === 'true' ? '' : 'the field is not marked',
    says.trim() === '' || /is missing|^expected/.test(says) ? `beside it stands "${says}"` : '',
    autofocus === undefined ? 'one is not led there' : '',
    page.includes('data-live') ? 'the page goes on to bring itself up to date' : '',
    ...lost.map(([other]) => `what was typed into ${other.name} is lost`),
  ].filter((one) => one !== '');
}

/** What may be wrong in a field, as far as its form says. */
function wrongIn({ method }: PageForm, field: FormField): string[] {
  if (field.isHidden || ['checkbox', 'range', 'search'].includes(field.type)) return [];
  if (method === 'GET') {
    return [
      ...(field.isRequired && field.type !== 'date' ? [' '] : []),
      ...(field.type === 'date' ? ['31/31/2026'] : field.kind === 'select' ? [] : ['!!!!']),
    ];
  }
  const { isRequired, maxLength } = field;
  return [
    ...(isRequired ? [field.kind === 'select' || field.type === 'file' ? '' : '  '] : []),
    ...(maxLength === null ? [] : ['x'.repeat(maxLength + 1)]),
  ];
}

test('what is blank, too long or no date is marked in its place, on every form of every page', async () => {
  const desk = await fullDesk();
  try {
    const [otto, anna] = [as(desk, 'Otto'), as(desk, 'Anna')];
    await otto(`/checks/${m.overdue}/claim`, posted({}));
    await otto(`/checks/${m.toReplace}/decide`, posted({ decision: 'has', reason: 'seen' }));
    const came = desk.passed((pass) => pass.receipts.length > 0);
    await desk.drop(
      'inbox/odd.usr',
      reportFile('MO09', [m.justNotified], 'AS TOLD', '20260813100000'),
    );
    await came;
    const [odd] = (await desk.gateway.store.exceptions({ open: true })).filter(
      ({ mpan }) => mpan === m.justNotified,
    );
    const sent = (await desk.gateway.store.outbox()).map(({ name }) => name);
    for (const name of sent) rmSync(join(desk.workspace, 'outbox', name), { force: true });
    const found = await Promise.all(
      pagePaths().map(async (path) => (await addressesOf[path]?.(desk)) ?? []),
    );
    const addresses = [
      ...found.flat(),
      '/checks?late=breached',
      '/exceptions?late=breached',
      `/exceptions?code=${odd?.code}&sender=${odd?.sender}`,
    ];
    const faults: string[] = [];
    const tried = new Map<string, number>();
    const before = (await desk.gateway.store.head()).seq;
    const walk = async (address: string, page: string): Promise<void> => {
      for (const form of formsOf(page)) {
        const filled = filledIn(form);
        for (const field of form.fields) {
          for (const wrong of wrongIn(form, field)) {
            const kind = `${form.method} ${form.action.replaceAll(/\d+|[A-Z]{2,}\S*/g, '…')} ${field.name} ${wrong.length}`;
            if (tried.has(kind)) continue;
            const isBefore = filled.some(([one]) => one === field);
            const sent = filled.map(
              ([one, value]) => [one, one === field ? wrong : value] as const,
            );
            const said = sent.map(([one, value]) => [one.name, value] as [string, string]);
            if (!isBefore) said.push([field.name, wrong]);
            const answer = await send(anna, form, address, said);
            const text = await answer.text();
            // What a list does not narrow by it does not refuse either.
            const isNeeded = field.type === 'date' || wrong === ' ';
            if (form.method === 'GET' && answer.status !== 400 && !isNeeded) continue;
            tried.set(kind, answer.status);
            const why =
              answer.status === (form.action === '/sign-in' ? 401 : 400)
                ? notInPlace(text, form, field.name, sent)
                : [`it is answered with ${answer.status}`];
            faults.push(...why.map((one) => `${address}: ${kind}: ${one}`));
          }
        }
      }
    };
    for (const address of new Set(addresses)) {
      const answer = await anna(address);
      if (answer.status === 200) await walk(address, await answer.text());
    }
    const preview = await anna('/checks/approve/preview', posted({ all: 'yes' }));
    await walk('/checks/approve/preview', await preview.text());
    expect(faults).toEqual([]);
    expect([...tried.keys()].sort()).toMatchInlineSnapshot(`
      [
        "GET #as-it-was asOf 10",
        "GET #then until 10",
        "GET /acts from 10",
        "GET /acts mpan 4",
        "GET /acts to 10",
        "GET /approvals on 10",
        "GET /audit from 10",
        "GET /audit mpan 4",
        "GET /audit to 10",
        "GET /checks due 10",
        "GET /checks party 4",
        "GET /exceptions meterOperator 4",
        "GET /exceptions mpan 4",
        "GET /exceptions sender 4",
        "GET /files from 10",
        "GET /files sender 4",
        "GET /files to 10",
        "GET /forecast to 10",
        "GET /outbox flow 4",
        "GET /outbox party 4",
        "GET /performance from 10",
        "GET /performance to 10",
        "GET /reference letter 4",
        "GET /reference mpid 4",
        "GET /reference on 10",
        "GET /reference/teach from 10",
        "GET /reference/teach letter 1",
        "GET /reference/teach letter 4",
        "GET /reference/teach mpid 4",
        "GET /reference/teach role 1",
        "GET /reference/teach to 10",
        "POST /calendar/accept reason 1001",
        "POST /calendar/accept reason 2",
        "POST /calendar/undo reason 1001",
        "POST /calendar/undo reason 2",
        "POST /chases/… said 2",
        "POST /chases/… said 2001",
        "POST /chases/… whom 2",
        "POST /chases/… whom 201",
        "POST /checks/approve reason 1001",
        "POST /checks/…/calls said 2",
        "POST /checks/…/calls said 2001",
        "POST /checks/…/calls whom 2",
        "POST /checks/…/calls whom 201",
        "POST /checks/…/cancel reason 1001",
        "POST /checks/…/cancel reason 2",
        "POST /checks/…/decide decision 0",
        "POST /checks/…/decide reason 1001",
        "POST /checks/…/decide reason 2",
        "POST /checks/…/hand-over reason 1001",
        "POST /checks/…/hand-over reason 2",
        "POST /checks/…/hand-over to 0",
        "POST /checks/…/notes text 2",
        "POST /checks/…/notes text 2001",
        "POST /checks/…/resolve reason 1001",
        "POST /checks/…/resolve reason 2",
        "POST /checks/…/take-back reason 1001",
        "POST /checks/…/take-back reason 2",
        "POST /exceptions/dismiss reason 1001",
        "POST /exceptions/dismiss reason 2",
        "POST /exceptions/words decision 0",
        "POST /exceptions/words reason 1001",
        "POST /exceptions/words reason 2",
        "POST /files/…/again reason 1001",
        "POST /files/…/again reason 2",
        "POST /outbox/D…_… reason 1001",
        "POST /outbox/D…_… reason 2",
        "POST /reference/teach reason 1001",
        "POST /reference/teach reason 2",
        "POST /reference/undo reason 1001",
        "POST /reference/undo reason 2",
        "POST /sign-in token 2",
        "POST /upload files 0",
        "POST /upload reason 1001",
        "POST /views name 2",
        "POST /views name 61",
      ]
    `);
    expect((await desk.gateway.store.head()).seq).toBe(before);
  } finally {
    await desk.close();
  }
}, 120_000);
