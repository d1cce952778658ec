/** Signing in and out: a token is given once, and a session cookie stands for it afterwards. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Admission } from '../admission.ts';
import { ownAddress } from '../back.ts';
import type { Env, Web } from '../context.ts';
import { formOf } from '../form.ts';
import type { Written } from '../identity.ts';
import { frame, type Html } from './layout.ts';

/** With `no-referrer`, which every answer says, a browser would keep the origin of the form back. */
const form = ({
  failed = null,
  to,
  ended = null,
}: Asked): Html => html`<meta name="referrer" content="same-origin">
<h1>Sign in</h1>
${ended === null ? '' : html`<div class="notice warn" role="alert"><p><strong>Nothing was done.</strong> Your session had ended when the form was sent. Sign in, and look at it before you send it again.</p></div>`}
<form method="post" action="/sign-in" class="stack">
${to === '/' ? '' : html`<input type="hidden" name="to" value="${to}">`}${
  ended === null
    ? ''
    : html`<input type="hidden" name="action" value="${ended.action}">${Object.entries(
        ended.fields,
      ).map(([name, value]) => html`<input type="hidden" name="${kept}${name}" value="${value}">`)}`
}
<label for="token">Your token</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password"${failed === null ? '' : html` aria-invalid="true" aria-describedby="token-fault"`}>
${failed === null ? '' : html`<strong class="fault" id="token-fault" role="alert">${failed}</strong>`}
<button>Sign in</button>
</form>
<p>Tokens are made with <code>pawl token NAME --role viewer|operator|approver</code>.</p>`;

/** What a form that was not done had in its fields, on its way through this page. */
const kept = 'kept.';

interface Asked {
  /** What is wrong with the token. */
  readonly failed?: string | null;
  /** Where to go then. */
  readonly to: string;
  /** The form that was sent after the session had ended. */
  readonly ended?: Written | null;
}

/** Asks who it is, after a session ended in the middle of a form. */
export const signInAgain = (written: Written): Html =>
  frame('Sign in', '', form({ to: written.page, ended: written }));

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

export function signInRoutes({ identities }: Web, door: Admission): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/sign-in', (context) =>
    identities.atThisMachine() === null
      ? context.html(frame('Sign in', '', form({ to: ownAddress(context.req.query('to')) ?? '/' })))
      : context.redirect('/', 303),
  );
  routes.post('/sign-in', async (context) => {
    const { token, ...fields } = await formOf(context);
    const session = typeof token === 'string' ? door.signIn(context, token.trim()) : null;
    const to = ownAddress(fields['to']) ?? '/';
    const ended = writtenBefore(fields);
    if (session === null) {
      const isBlank = typeof token !== 'string' || token.trim() === '';
      const failed = isBlank ? 'Fill in your token.' : 'This token is not known.';
      return context.html(frame('Sign in', '', form({ failed, to, ended })), 401);
    }
    // It is shown in its form once more, and sent by nobody but whoever wrote it.
    session.written = ended;
    return context.redirect(to, 303);
  });
  routes.post('/sign-out', door.identify, (context) => {
    door.signOut(context);
    return context.redirect('/sign-in', 303);
  });
  return routes;
}
