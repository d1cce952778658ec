/** The API: all that pages show and do, for programs, and its description. */
import type { Hono } from 'hono';
import { type Env, needs, type Web } from '../context.ts';
import { apiPage } from './api-page.ts';
import { changesRoute } from './changes-route.ts';
import { type OpenApi, openApiOf } from './openapi.ts';
import { operations, report } from '../../desk/index.ts';
import { papers } from '../../papers/index.ts';
import { reportRoutes } from './report-route.ts';
import { type Route, routeOf, served } from './route.ts';
import { uploadRoute } from './upload-route.ts';

export const routesOfApi: readonly Route[] = [
  ...[...operations, ...papers.flatMap((paper) => paper.operations)].flatMap((one) =>
    one === report ? reportRoutes : (routeOf(one) ?? []),
  ),
  uploadRoute,
  changesRoute,
];

export const changesPath = changesRoute.path;

export function apiRoutes(web: Web): Hono<Env> {
  const app = served(routesOfApi, web);
  let made: OpenApi | null = null;
  const described = (): OpenApi => (made ??= openApiOf(routesOfApi, web.version));
  app.get('/openapi.json', (context) => {
    needs(context, 'viewer');
    return context.json(described());
  });
  app.get('/api', (context) => {
    needs(context, 'viewer');
    return context.html(apiPage(context, described()));
  });
  return app;
}
