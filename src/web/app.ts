/**
 * The app: what every request passes on its way in and out, and the routes. It knows no port and no
 * process, so that tests call it directly.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { type Admission, admission, tries } from './admission.ts';
import { apiRoutes, changesPath } from './api/api-routes.ts';
import { asset } from './assets.ts';
import type { Context, Env, Web } from './context.ts';
import { approvalsPages } from './pages/approvals.ts';
import { capacityMarketPages } from './pages/capacity-market.ts';
import { checkPages } from './pages/check-pages.ts';
import { deskPages } from './pages/desk-pages.ts';
import { problemPage } from './pages/problem-page.ts';
import { signInRoutes } from './pages/sign-in.ts';
import { isApi, Problem, problemOf } from './problem.ts';

const bodyMaxBytes = 1_000_000;

export interface AppOptions {
  readonly web: Web;
  /** The host names a request may ask for; another one is a page elsewhere that tricks a browser. */
  readonly hosts: readonly string[];
  readonly addressOf: (context: Context) => string;
  readonly onBug: (error: unknown) => void;
  readonly now: () => number;
}

export function createApp(options: AppOptions): Hono<Env> {
  const { web, hosts, addressOf, onBug, now } = options;
  const app = new Hono<Env>();
  const door = admission(web, tries(now), addressOf);
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: false,
      referrerPolicy: 'no-referrer',
    }),
  );
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
  app.use(bodyLimit({ maxSize: bodyMaxBytes, onError: tooLarge }));
  app.get('/assets/:name', (context) => asset(context, context.req.param('name')));
  addSignIn(app, web, door);
  app.use(door.identify);
  // ETags let a browser or program that has the answer already skip its body. What does not end has
  // none.
  const tag = etag();
  app.use((context, next) => (context.req.path === changesPath ? next() : tag(context, next)));
  app.use(async (context, next) => {
    await next();
    context.header('cache-control', 'private, no-cache');
  });
  app.route('/', apiRoutes(web));
  app.route('/', checkPages(web));
  app.route('/', deskPages(web));
  app.route('/', approvalsPages(web));
  app.route('/', capacityMarketPages(web));
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
    return answer(context, problem);
  });
  return app;

  function answer(context: Context, problem: Problem): Response | Promise<Response> {
    for (const [name, value] of Object.entries(problem.headers)) context.header(name, value);
    if (isApi(context)) return context.json(problem.body(), problem.status);
    if (problem.status === 401) return context.redirect('/sign-in', 303);
    return context.html(problemPage(context, problem), problem.status);
  }
}

function addSignIn(app: Hono<Env>, web: Web, door: Admission): void {
  app.route('/', signInRoutes(web, door));
}

const tooLarge = (): never => {
  throw new Problem(413, 'TOO_LARGE', 'the request is larger than 1 MB', 'send less at once');
};
