/** Signing in and out: a token is given once, and a session cookie stands for it afterwards. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Admission } from '../admission.ts';
import type { Env, Web } from '../context.ts';
import { formOf } from '../form.ts';
import { frame, type Html } from './layout.ts';

/** With `no-referrer`, which every answer says, a browser would keep the origin of the form back. */
const form = (failed: boolean): Html => html`<meta name="referrer" content="same-origin">
<h1>Sign in</h1>
${failed ? html`<p role="alert" class="bad">This token is not known.</p>` : ''}
<form method="post" action="/sign-in" class="stack">
<label for="token">Your token</label>
<input id="token" name="token" type="password" required autocomplete="current-password">
<button>Sign in</button>
</form>
<p>Tokens are made with <code>pawl token NAME --role viewer|operator|approver</code>.</p>`;

export function signInRoutes({ identities }: Web, door: Admission): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/sign-in', (context) =>
    identities.atThisMachine() === null
      ? context.html(frame('Sign in', '', form(false)))
      : context.redirect('/', 303),
  );
  routes.post('/sign-in', async (context) => {
    const { token } = await formOf(context);
    const session = typeof token === 'string' ? door.signIn(context, token.trim()) : null;
    if (session !== null) return context.redirect('/', 303);
    return context.html(frame('Sign in', '', form(true)), 401);
  });
  routes.post('/sign-out', door.identify, (context) => {
    door.signOut(context);
    return context.redirect('/sign-in', 303);
  });
  return routes;
}
