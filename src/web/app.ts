/**
 * The app: what every request passes on its way in and out, and the routes. It knows no port and no
 * process, so that tests call it directly.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type { WebConfig } from '../config/index.ts';
import { withHiddenShown } from '../words.ts';
import { admission } from './admission.ts';
import { faceOf } from './audit-of.ts';
import { apiRoutes, changesPath } from './api/api-routes.ts';
import { reportsBelow } from './api/report-route.ts';
import { asset } from './assets.ts';
import { fromField, here, isFromElsewhere, isFromHere, ownAddress } from './back.ts';
import type { RefusedFields, Context, Env, Web } from './context.ts';
import { sameVersion } from './api/door.ts';
import { formOf } from './form.ts';
import { pageAgain, takeWritten, writtenIn } from './form-again.ts';
import type { Person } from './identity.ts';
import { paperTemplates, papers } from '../papers/index.ts';
import { checkPages } from './pages/check-pages.ts';
import { deskPages } from './pages/desk-pages.ts';
import { problemPage } from './pages/problem-page.ts';
import { addressOf } from './pages/pieces.ts';
import { signInAgain, signInRoutes } from './pages/sign-in.ts';
import { doneHere } from './pages/told.ts';
import { isApi, Problem, problemOf } from './problem.ts';
import { signIns } from './sign-ins.ts';
import { claimsOf } from './signed-in.ts';
import { tries } from './tries.ts';
import { troublesInWords } from './troubles.ts';
import { isUpload } from './upload.ts';

const bodyMaxBytes = 1_000_000;

interface AppOptions {
  readonly web: Web;
  /** The host names a request may ask for; another one is a page elsewhere that tricks a browser. */
  readonly hosts: readonly string[];
  readonly addressOf: (context: Context) => string;
  /** Where people reach it through a proxy; null where they reach it itself. */
  readonly publicAddress?: string | null;
  /** Whether the app itself is served by TLS. */
  readonly isTls?: boolean;
  /** Whether people at this machine come in here, by the door and with their commands. */
  readonly isDoor?: boolean;
  readonly onBug: (error: unknown) => void;
  readonly now: () => number;
  /** How long a request to the provider of `web.signIn` may take. */
  readonly providerWaitMs?: number;
}

/** Ours: somebody looks at a page that does not come. */
const providerWaitMs = 10_000;

export function createApp(options: AppOptions): Hono<Env> {
  const {
    web,
    hosts,
    addressOf: peerOf,
    onBug,
    now,
    publicAddress = null,
    isTls = false,
  } = options;
  const app = new Hono<Env>();
  const attempts = tries(now, web.gateway);
  const isSecure = isTls || (publicAddress?.startsWith('https:') ?? false);
  const publicHost = publicAddress === null ? null : new URL(publicAddress).host;
  const door = admission(web, { attempts, addressOf: peerOf, publicHost, isSecure });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        objectSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: isSecure ? 'max-age=31536000' : false,
      referrerPolicy: 'no-referrer',
    }),
  );
  // What is shown here is nobody else's business: not a cache's, nor the next user's of a browser.
  app.use(async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  });
  app.use(async (context, next) => {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase();
    if (hosts.length > 0 && !hosts.includes(host)) {
      throw new Problem(
        421,
        'WRONG_HOST',
        `"${host}" is not served here`,
        'use the printed address',
      );
    }
    await next();
  });
  const beside = [...papers.map(({ page }) => page), { path: '/api', name: 'API' }];
  app.use(async (context, next) => {
    context.set('peer', peerOf(context));
    context.set('beside', beside);
    context.set('templates', paperTemplates);
    const { cameBack } = (context.env ?? {}) as Inside;
    if (cameBack !== undefined) context.set('cameBack', cameBack);
    await next();
  });
  const limited = bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge });
  app.use((context, next) => (isUpload(context) ? next() : limited(context, next)));
  app.get('/assets/:name', (context) => asset(context, context.req.param('name')));
  const ways = signIns(() => web.gateway().config.web, {
    waitMs: options.providerWaitMs ?? providerWaitMs,
    now,
    ...(web.otherDesks === undefined ? {} : { otherDesks: web.otherDesks }),
  });
  app.route('/', signInRoutes(web, door, ways));
  app.use(door.identify);
  app.use(doneHere());
  if (options.isDoor === true) app.use(sameVersion(web));
  // ETags let a browser or program that has the answer already skip its body. What does not end has
  // none.
  const tag = etag();
  const isReady = ({ req }: Context): boolean =>
    req.path === changesPath ||
    req.path.startsWith(reportsBelow) ||
    (req.path.startsWith('/api/') && /^(csv|xlsx)$/.test(req.query('format') ?? ''));
  app.use((context, next) => (isReady(context) ? next() : tag(context, next)));
  app.use(async (context, next) => {
    if (context.req.method === 'GET' && !isApi(context)) {
      context.set('troubles', await troublesInWords(web.gateway()));
      await setOtherDesks(web, context);
      takeWritten(context);
    }
    await next();
    if (!isReady(context)) await showHidden(context);
  });
  app.route('/', apiRoutes(web));
  app.route('/', checkPages(web));
  app.route('/', deskPages(web));
  for (const { page } of papers) app.route('/', page.routes(web));
  app.notFound((context) => {
    const problem = new Problem(
      404,
      'NOT_FOUND',
      `there is nothing at ${context.req.path}`,
      'start at /, or at /api for the API',
    );
    return answer(context, problem);
  });
  app.onError((error, context) => {
    const problem = problemOf(error, web.gateway().workspace);
    if (problem.status === 500) onBug(error);
    if (refusals.has(problem.status)) {
      const person = context.get('person') as Person | undefined;
      const login = person?.name ?? null;
      const by = { role: person?.role ?? null, through: faceOf(context) };
      const { status, code } = problem;
      const { method } = context.req;
      attempts.tell('refused', { status, code, method, login, peer: peerOf(context) }, by);
    }
    return answer(context, problem);
  });
  return app;

  async function answer(context: Context, problem: Problem): Promise<Response> {
    for (const [name, value] of Object.entries(problem.headers)) context.header(name, value);
    if (isApi(context)) return context.json(problem.body(), problem.status);
    if (problem.status === 401) return askWho(context, web.gateway().config.web.signIn);
    const again = await pageAgain(
      async (address, headers, cameBack) => {
        const inside: Inside = { ...(context.env as object), cameBack };
        return app.request(new URL(address, context.req.url).href, { headers }, inside);
      },
      context,
      problem,
    );
    return again ?? context.html(problemPage(context, problem), problem.status);
  }
}

/** For whoever came by a session: pages alone lead to other desks. */
async function setOtherDesks({ otherDesks, gateway }: Web, context: Context): Promise<void> {
  const session = context.get('session');
  if (otherDesks === undefined || session === null) return;
  const { person, origin } = session;
  const { desks } = await otherDesks({
    login: person.name,
    isAtThisMachine: origin.by === 'this machine',
    signedIn: origin.by === 'provider' ? claimsOf(origin.signedIn) : null,
  });
  context.set('otherDesks', desks);
  context.set('desk', gateway().config.mpid);
}

/** What a request has that no browser can send: it is made here, for a page whose form comes back. */
interface Inside {
  readonly cameBack?: RefusedFields;
}

/** Where nobody is signed in: the way there and back. What a form had is kept for whoever sent it here. */
async function askWho(context: Context, provider: WebConfig['signIn']): Promise<Response> {
  if (context.req.method === 'GET' || context.req.method === 'HEAD') {
    const at = here(context);
    return context.redirect(addressOf('/sign-in', { to: at === '/' ? null : at }), 303);
  }
  // Files are not kept for whoever signs in: they are chosen again.
  if (isFromElsewhere(context) || isUpload(context)) {
    return context.redirect('/sign-in', 303);
  }
  const sent = await formOf(context).catch((): Awaited<ReturnType<typeof formOf>> => ({}));
  const page = ownAddress(sent[fromField]) ?? '/';
  const fields = isFromHere(context) ? writtenIn(sent) : {};
  const written = { page, action: context.req.path, fields };
  return context.html(signInAgain(written, provider), 401);
}

/** Of these it is told who was refused; a token that is not known is told where it is counted. */
const refusals: ReadonlySet<number> = new Set([403, 421, 429]);

/**
 * Characters that turn the direction of a line, or show nothing, can make one text look like another.
 * No page of ours has one; what comes from a file is shown as its code.
 */
async function showHidden(context: Context): Promise<void> {
  const type = context.res.headers.get('content-type') ?? '';
  if (!/^(text\/html|application\/json)/.test(type) || context.res.body === null) return;
  const text = await context.res.text();
  const { status, headers } = context.res;
  context.res = new Response(withHiddenShown(text), { status, headers });
}

const tooLarge = (): never => {
  throw new Problem(
    413,
    'TOO_LARGE',
    'the request is larger than 1 MB',
    'send less in one request',
  );
};
