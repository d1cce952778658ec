/** The API: all that pages show and do, for programs, and its description. */
import type { Hono } from 'hono';
import { type Env, needs, type Web } from '../context.ts';
import { actRoutes } from './act-routes.ts';
import { apiPage } from './api-page.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { changesRoute } from './changes-route.ts';
import { checkRoutes } from './check-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { listRoutes } from './list-routes.ts';
import { type OpenApi, openApiOf } from './openapi.ts';
import { reportRoutes } from './report-routes.ts';
import { type Route, served } from './route.ts';
import { searchRoutes } from './search-routes.ts';

export const routesOfApi: readonly Route[] = [
  ...deskRoutes,
  ...listRoutes,
  ...checkRoutes,
  ...fileRoutes,
  ...reportRoutes,
  ...calendarRoutes,
  ...searchRoutes,
  ...actRoutes,
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
