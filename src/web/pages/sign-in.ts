/**
 * Signing in and out: a token is given once, or a provider says who somebody is, and a session cookie
 * stands for it afterwards. A browser is led to a provider and back by a page of ours each time: a
 * form may lead nowhere else, and the cookie of a session comes along from our own pages alone.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { SignInConfig, WebConfig } from '../../config/index.ts';
import type { Admission } from '../admission.ts';
import { ownAddress } from '../back.ts';
import type { Env, Web } from '../context.ts';
import { formOf } from '../form.ts';
import type { Written } from '../identity.ts';
import { Problem } from '../problem.ts';
import type { Failure } from '../provider.ts';
import { returnPath, type WaysIn } from '../sign-ins.ts';
import { frame, type Html } from './layout.ts';

/** With `no-referrer`, which every answer says, a browser would keep the origin of the form back. */
const form = ({
  failed = null,
  to,
  ended = null,
  provider,
  notice = '',
}: Asked): Html => html`<meta name="referrer" content="same-origin">
<h1>Sign in</h1>
${notice}${ended === null ? '' : html`<div class="notice warn" role="alert"><p><strong>Nothing was done.</strong> Your session had ended when the form was sent. Sign in, and look at it before you send it again.</p></div>`}
${
  provider === null
    ? ''
    : html`<form method="post" action="/sign-in/begin" class="stack">
${carried(to, ended)}
<button autofocus>Sign in with ${provider.name}</button>
</form>
<h2>With a token</h2>
`
}<form method="post" action="/sign-in" class="stack">
${carried(to, ended)}
<label for="token">Your token</label>
<input id="token" name="token" type="password" required${provider === null ? html` autofocus` : ''} autocomplete="current-password"${failed === null ? '' : html` aria-invalid="true" aria-describedby="token-fault"`}>
${failed === null ? '' : html`<strong class="fault" id="token-fault" role="alert">${failed}</strong>`}
<button${provider === null ? '' : html` class="second"`}>Sign in</button>
</form>
<p>Tokens are made with <code>pawl token NAME --role viewer|operator|approver</code>.</p>`;

/** Where to go then, and the form that was not done, whichever way somebody signs in. */
const carried = (to: string, ended: Written | null): Html =>
  html`${to === '/' ? '' : html`<input type="hidden" name="to" value="${to}">`}${
    ended === null
      ? ''
      : html`<input type="hidden" name="action" value="${ended.action}">${Object.entries(
          ended.fields,
        ).map(
          ([name, value]) => html`<input type="hidden" name="${kept}${name}" value="${value}">`,
        )}`
  }`;

/** What a form that was not done had in its fields, on its way through this page. */
const kept = 'kept.';

interface Asked {
  /** What is wrong with the token. */
  readonly failed?: string | null;
  /** Where to go then. */
  readonly to: string;
  /** The form that was sent after the session had ended. */
  readonly ended?: Written | null;
  readonly provider: WebConfig['signIn'];
  /** Why the provider let nobody in. */
  readonly notice?: Html | '';
}

/** Asks who it is, after a session ended in the middle of a form. */
export const signInAgain = (written: Written, provider: WebConfig['signIn']): Html =>
  frame('Sign in', '', form({ to: written.page, ended: written, provider }));

function writtenBefore(fields: Awaited<ReturnType<typeof formOf>>): Written | null {
  const page = ownAddress(fields['to']);
  const action = ownAddress(fields['action']);
  if (page === null || action === null) return null;
  const written = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith(kept) && typeof value === 'string'
      ? [[name.slice(kept.length), value] as const]
      : [],
  );
  return { page, action, fields: Object.fromEntries(written) };
}

/** A page that goes on by itself, and by its link where a browser does not. */
const leading = (title: string, to: string, says: string): Html =>
  frame(
    title,
    '',
    html`<meta http-equiv="refresh" content="0;url=${to}">
<h1>${title}</h1>
<p>${says} <a href="${to}">Go on</a></p>`,
  );

/** What happened, what to do, and the status of the answer. */
const failures: Readonly<
  Record<Failure, (provider: SignInConfig) => readonly [400 | 403 | 502 | 503, string, string]>
> = {
  down: ({ name }) => [
    503,
    `Signing in with ${name} does not work just now: it does not answer.`,
    'Try again in a moment, or sign in with a token. Whoever is signed in already goes on.',
  ],
  odd: ({ name }) => [
    502,
    `Signing in with ${name} does not work: what answers there is not a provider that Pawl can read.`,
    'Tell whoever keeps the gateway: pawl config check --provider says more. A token works meanwhile.',
  ],
  otherIssuer: ({ name }) => [
    502,
    `Signing in with ${name} does not work: it calls itself something else than web.signIn.issuer.`,
    'Tell whoever keeps the gateway: pawl config check --provider says more. A token works meanwhile.',
  ],
  notKnownThere: ({ name }) => [
    502,
    `Signing in with ${name} does not work: it does not know this gateway, or not by this secret.`,
    'Tell whoever keeps the gateway: the secret may have run out. A token works meanwhile.',
  ],
  declined: ({ name }) => [
    403,
    `${name} did not let you in.`,
    'Try again, or sign in with a token.',
  ],
  notUnderWay: () => [
    400,
    'That sign-in was not begun here, was begun too long ago, or has been used.',
    'Begin once more.',
  ],
  notForUs: ({ name }) => [
    502,
    `What ${name} answered is not for this gateway, or cannot be trusted.`,
    'Begin once more. Where it happens again, tell whoever keeps the gateway.',
  ],
  clock: ({ name }) => [
    502,
    `What ${name} answered is over already, or not to be used yet: its clock and that of this gateway differ.`,
    'Tell whoever keeps the gateway to look at its clock. A token works meanwhile.',
  ],
  noSub: ({ name }) => [
    502,
    `${name} does not say who you are in a form that can be kept.`,
    'Tell whoever keeps the gateway. A token works meanwhile.',
  ],
  noGroups: ({ name, groupsClaim }) => [
    403,
    `${name} knows you, and does not say which groups you are in: there is no claim "${groupsClaim}".`,
    'Tell whoever keeps the gateway: the provider must put it into the ID token.',
  ],
  noRole: ({ name }) => [
    403,
    `${name} knows you, and none of your groups has a role here.`,
    'Ask whoever keeps the gateway which group you need.',
  ],
};

const notAsked = (): Problem =>
  new Problem(
    404,
    'NOT_FOUND',
    'nobody signs in at a provider here',
    'sign in with a token; web.signIn in pawl.config.json names a provider',
  );

export function signInRoutes({ identities }: Web, door: Admission, ways: WaysIn): Hono<Env> {
  const routes = new Hono<Env>();
  const askedFor = (): SignInConfig => {
    const provider = ways.settings();
    if (provider === null) throw notAsked();
    return provider;
  };
  routes.get('/sign-in', (context) => {
    const to = ownAddress(context.req.query('to')) ?? '/';
    return identities.atThisMachine() === null
      ? context.html(frame('Sign in', '', form({ to, provider: ways.settings() })))
      : context.redirect('/', 303);
  });
  routes.post('/sign-in', async (context) => {
    const { token, ...fields } = await formOf(context);
    const session = typeof token === 'string' ? door.signIn(context, token.trim()) : null;
    const to = ownAddress(fields['to']) ?? '/';
    const ended = writtenBefore(fields);
    if (session === null) {
      const isBlank = typeof token !== 'string' || token.trim() === '';
      const failed = isBlank ? 'Fill in your token.' : 'This token is not known.';
      const page = form({ failed, to, ended, provider: ways.settings() });
      return context.html(frame('Sign in', '', page), 401);
    }
    // It is shown in its form once more, and sent by nobody but whoever wrote it.
    session.written = ended;
    return context.redirect(to, 303);
  });
  routes.post('/sign-in/begin', async (context) => {
    const provider = askedFor();
    door.mayBegin(context);
    const fields = await formOf(context);
    const asked = {
      to: ownAddress(fields['to']) ?? '/',
      written: writtenBefore(fields),
      sessionBefore: door.sessionIdOf(context),
    };
    const begun = await ways.begin(door.begunBy(context), asked);
    if (begun.kind === 'failed') return refuse(context, provider, begun, asked);
    door.rememberBegun(context, begun.browser);
    const says = `You are led to ${provider.name}, and back when it knows you.`;
    return context.html(leading(`Sign in with ${provider.name}`, begun.to, says));
  });
  routes.get(returnPath, async (context) => {
    const provider = askedFor();
    const { search } = new URL(context.req.url);
    const came = await ways.finish(door.begunBy(context), search);
    if (came.kind === 'failed') return refuse(context, provider, came, came.asked);
    const { person, origin, to, written, sessionBefore } = came;
    const session = door.letIn(context, person, origin, sessionBefore);
    session.written = written;
    return context.html(leading('Signed in', to, `You are signed in as ${person.name}.`));
  });
  routes.post('/sign-out', door.identify, (context) => {
    const session = context.get('session');
    const on = session === null ? null : ways.end(session.origin);
    door.signOut(context);
    if (on === null) return context.redirect('/sign-in', 303);
    const name = ways.settings()?.name ?? 'your provider';
    const says = `You are signed out of Pawl, and are led to ${name} to sign out there too.`;
    return context.html(leading('Signed out', on, says));
  });
  return routes;

  /** The sign-in page once more, with what happened; tokens work as ever. */
  function refuse(
    context: Parameters<Admission['refused']>[0],
    provider: SignInConfig,
    { why, detail }: { readonly why: Failure; readonly detail: string },
    asked: { readonly to: string; readonly written: Written | null } | null,
  ): Response | Promise<Response> {
    door.refused(context, why, detail);
    const [status, happened, hint] = failures[why](provider);
    const notice = html`<div class="notice bad" role="alert"><p><strong>${happened}</strong> ${hint}</p></div>`;
    const { to = '/', written: ended = null } = asked ?? {};
    return context.html(frame('Sign in', '', form({ to, ended, provider, notice })), status);
  }
}
