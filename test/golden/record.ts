/**
 * Asks everything that is frozen: makes the desks, runs each command, asks each route, looks at each
 * page and at what it leads to, and sends each form. Everything happens in this process, in one
 * order and with nobody beside it, so that the answers are the same each time.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { pawl } from './command-line.ts';
import { type Asked, askedOfCommands, notAsked } from './commands.ts';
import type { Answer } from './frozen.ts';
import {
  makeDesk,
  makeMeterOperatorDesk,
  meterOperatorStandsAt,
  otherConfig,
  standsAt,
} from './make-desk.ts';
import { isNamed, isPage, refuseUnasked } from './nothing-unasked.ts';
import { fewOfEach, linksOf, pageLines } from './page-lines.ts';
import { formsOf, visitsOf } from './pages.ts';
import { withPlaceholders } from './placeholders.ts';
import { type Request, requestsOf } from './routes.ts';
import { type Subjects, subjectsOf } from './subjects.ts';
import { type Answered, openWeb, type WebDesk } from './web-desk.ts';

export async function record(tell: (what: string) => void): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-golden-'));
  try {
    const places = {
      desk: join(folder, 'desk'),
      acting: join(folder, 'acting'),
      web: join(folder, 'web'),
      forms: join(folder, 'forms'),
      meterOperator: join(folder, 'meter-operator'),
    };
    tell('the desks are made');
    await makeDesk(places.desk);
    await makeMeterOperatorDesk(places.meterOperator);
    for (const copy of [places.acting, places.web, places.forms]) {
      cpSync(places.desk, copy, { recursive: true, preserveTimestamps: true });
    }
    writeFileSync(join(folder, 'other.config.json'), JSON.stringify(otherConfig));
    writeFileSync(join(folder, 'wrong.config.json'), '{"mpid":"supp","role":"Q","profil":1}');
    const web = await openWeb(places.web, standsAt);
    const subjects = await subjectsOf(web, folder);
    tell('pages and API are asked');
    const answers = [...(await pagesOf(web, subjects)), ...(await routesOf(web, subjects))];
    await web.close();
    answers.push(...(await meterOperatorPages(places.meterOperator)));
    const forms = await openWeb(places.forms, standsAt);
    answers.push(...(await sentForms(forms, subjects)));
    await forms.close();
    tell('commands are run');
    answers.push(...(await commandsRun(askedOfCommands(subjects), places)));
    return answers.map(({ name, text }) => ({ name, text: withPlaceholders(text, folder) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function commandsRun(
  all: readonly Asked[],
  places: Readonly<Record<'desk' | 'acting' | 'meterOperator', string>>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { name, args, at } of all) {
    const where = at === null ? [] : ['--workspace', places[at]];
    const now = at === 'meterOperator' ? meterOperatorStandsAt : standsAt;
    const { code, out, err } = await pawl(now, [...args, ...where]);
    const said = [`$ pawl ${args.join(' ')}`, `exit ${code}`, '', out];
    answers.push({
      name,
      text: [...said, ...(err === '' ? [] : ['on standard error:', err])].join('\n'),
    });
  }
  answers.push(...(await helpOf(all)));
  return answers;
}

/** The help of each command, found by the help of those above it; each must be asked somewhere. */
async function helpOf(all: readonly Asked[]): Promise<Answer[]> {
  const texts: string[] = [];
  const unasked: string[] = [];
  const look = async (words: readonly string[]): Promise<void> => {
    const { out } = await pawl(standsAt, [...words, '--help']);
    texts.push(`$ pawl ${[...words, '--help'].join(' ')}`, '', out);
    const isCommand = words.length > 0 && !/^ {2}help \[command\]/m.test(out);
    const isAsked = all.some(({ args }) => words.every((word, index) => args[index] === word));
    if (isCommand && !isAsked && notAsked[words.join(' ')] === undefined) {
      unasked.push(`pawl ${words.join(' ')}`);
    }
    // What a command takes is listed as commands below it are.
    const listed = out.replace(/^Arguments:\n(?:.+\n)*/m, '');
    const below = [...listed.matchAll(/^ {2}([a-z][a-z-]*)(?= [<[]| {2}|$)/gm)].map(
      ([, word]) => word,
    );
    for (const word of below)
      if (word !== undefined && word !== 'help') await look([...words, word]);
  };
  await look([]);
  refuseUnasked(unasked, [], 'commands.ts');
  return [{ name: 'commands/help', text: texts.join('\n') }];
}

const answerText = (title: string, answered: Answered, body: string): string =>
  [
    title,
    `${answered.status} ${answered.type}`,
    ...(answered.location === null ? [] : [`to ${answered.location}`]),
    '',
    body,
    '',
  ].join('\n');

const bodyOf = ({ type, text }: Answered): string => {
  if (type.startsWith('application/json')) return JSON.stringify(JSON.parse(text), null, 1);
  return type.startsWith('text/html') ? pageLines(text) : text;
};

const slug = (path: string): string =>
  (path === '/' ? 'today' : path)
    .replace(/^\/(api\/v1\/)?/, '')
    .replaceAll(/[^\w]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** The requests of each route in one file each; a list with all its pages after the first. */
async function routesOf(web: WebDesk, subjects: Subjects): Promise<Answer[]> {
  const requests = requestsOf(subjects);
  const served = web.routes.filter(
    ({ method, path }) => ['GET', 'POST'].includes(method) && !isPage(path) && isNamed(path),
  );
  refuseUnasked(
    served.map(({ method, path }) => `${method} ${path}`),
    Object.keys(requests),
    'routes.ts',
  );
  const answers: Answer[] = [];
  for (const [route, asked] of Object.entries(requests)) {
    const [method = '', path = ''] = route.split(' ');
    let text = '';
    for (const request of asked) text += await requested(web, method, request);
    answers.push({ name: `api/${method.toLowerCase()}-${slug(path)}`, text });
    if (method === 'POST') await web.pass();
  }
  return answers;
}

async function requested(web: WebDesk, method: string, request: Request): Promise<string> {
  const { role, path, body } = request;
  const sent =
    body === undefined ? '' : ` ${typeof body === 'string' ? body : JSON.stringify(body)}`;
  const answered = await web.ask(role, method, path, body);
  const title = `${method} ${path} as ${role ?? 'nobody'}${sent}`;
  const text = answerText(title, answered, bodyOf(answered));
  const lines = text.split('\n');
  const rest = await digestOfRest(web, request, answered);
  const kept = lines.slice(0, shownMax);
  const left = lines.length - kept.length;
  const cut = left > 0 ? [`‹${left} more lines, sha256 ${sha256(text)}›`, ''] : [];
  return [...kept, ...cut, ...rest, ''].join('\n');
}

/** Of one request, so that those after it are seen too. */
const shownMax = 70;

/** What the pages of a list after its first hold. */
async function digestOfRest(
  web: WebDesk,
  { role, path }: Request,
  first: Answered,
): Promise<string[]> {
  const hash = createHash('sha256');
  let pages = 0;
  for (let next = nextIn(first); next !== null; ) {
    const address = `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`;
    const answered = await web.ask(role, 'GET', address);
    hash.update(answered.text);
    pages += 1;
    next = nextIn(answered);
  }
  return pages === 0 ? [] : [`‹${pages} more pages, sha256 ${hash.digest('hex')}›`];
}

function nextIn({ status, type, text }: Answered): string | null {
  if (status !== 200 || !type.startsWith('application/json')) return null;
  return (JSON.parse(text) as { next?: string | null }).next ?? null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Each page, and what it leads to by status and digest. */
async function pagesOf(web: WebDesk, subjects: Subjects): Promise<Answer[]> {
  const visits = visitsOf(subjects);
  const served = web.routes.filter(
    ({ method, path }) => method === 'GET' && isPage(path) && isNamed(path),
  );
  refuseUnasked(
    served.map(({ path }) => path),
    Object.keys(visits),
    'pages.ts',
  );
  const answers: Answer[] = [];
  const linked = new Map<string, string>();
  for (const [route, addresses] of Object.entries(visits)) {
    for (const [index, { role, path }] of addresses.entries()) {
      const answered = await web.ask(role, 'GET', path);
      const title = `${path} as ${role ?? 'nobody'}`;
      const name = `pages/${slug(route)}-${index + 1}`;
      answers.push({ name, text: answerText(title, answered, bodyOf(answered)) });
      for (const link of fewOfEach(linksOf(answered.text))) {
        if (linked.has(link)) continue;
        linked.set(link, '');
        const led = await web.ask(role, 'GET', link);
        const page = withPlaceholders(bodyOf(led), subjects.folder);
        linked.set(
          link,
          `${led.status} ${led.type} ${sha256(page).slice(0, 16)} ${link}, from ${path}`,
        );
      }
    }
  }
  answers.push({ name: 'pages/links', text: `${[...linked.values()].join('\n')}\n` });
  return answers;
}

async function meterOperatorPages(workspace: string): Promise<Answer[]> {
  const web = await openWeb(workspace, meterOperatorStandsAt);
  const answers: Answer[] = [];
  for (const path of ['/', '/checks', '/exceptions', '/performance', '/checks/1012105760070']) {
    const answered = await web.ask('approver', 'GET', path);
    const name = `pages/meter-operator-${slug(path)}`;
    answers.push({ name, text: answerText(path, answered, bodyOf(answered)) });
  }
  for (const path of [
    '/api/v1/today',
    '/api/v1/checks',
    '/api/v1/exceptions',
    '/api/v1/approvals',
  ]) {
    const name = `api/meter-operator-${slug(path)}`;
    answers.push({ name, text: await requested(web, 'GET', { role: 'viewer', path }) });
  }
  await web.close();
  return answers;
}

async function sentForms(web: WebDesk, subjects: Subjects): Promise<Answer[]> {
  const forms = formsOf(subjects);
  const served = web.routes.filter(
    ({ method, path }) => method === 'POST' && isPage(path) && isNamed(path),
  );
  refuseUnasked(
    served.map(({ path }) => path),
    Object.keys(forms),
    'pages.ts',
  );
  const answers: Answer[] = [];
  for (const [route, { path, fields }] of Object.entries(forms)) {
    let text = '';
    const { reason: _reason, ...without } = fields;
    for (const [role, sent] of [
      ['viewer', fields],
      ['approver', without],
      ['approver', fields],
    ] as const) {
      const body = new URLSearchParams(sent);
      const answered = await web.ask(role, 'POST', path, body);
      text += answerText(`POST ${path} as ${role} ${body.toString()}`, answered, bodyOf(answered));
      if (answered.location === null) continue;
      const led = await web.ask(role, 'GET', answered.location);
      text += `leads to ${led.status} ${sha256(withPlaceholders(bodyOf(led), subjects.folder))}\n\n`;
    }
    answers.push({ name: `pages/form-${slug(route)}`, text });
    await web.pass();
  }
  return answers;
}
