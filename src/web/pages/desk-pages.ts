/** The pages of the desk besides its checks: files, performance, calendar, settings, catalogue. */
import { Hono } from 'hono';
import type { Env, Web } from '../context.ts';
import { actsPages } from './acts.ts';
import { auditPages } from './audit.ts';
import { calendarPages } from './calendar.ts';
import { cataloguePages } from './catalogue.ts';
import { rulePages } from './rule.ts';
import { comparePages } from './compare.ts';
import { filePages } from './file.ts';
import { filesPages } from './files.ts';
import { forecastPages } from './forecast.ts';
import { performancePages } from './performance.ts';
import { referencePages } from './reference.ts';
import { settingsPages } from './settings.ts';
import { teamPages } from './team.ts';
import { templatePages } from './templates.ts';
import { uploadPages } from './upload.ts';
import { visitPages } from './visits.ts';
import { writtenFilePages } from './written-file.ts';

export function deskPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  for (const pagesOf of [
    uploadPages,
    filesPages,
    filePages,
    writtenFilePages,
    performancePages,
    forecastPages,
    comparePages,
    calendarPages,
    visitPages,
    actsPages,
    teamPages,
    auditPages,
    settingsPages,
    templatePages,
    referencePages,
    cataloguePages,
    rulePages,
  ]) {
    routes.route('/', pagesOf(web));
  }
  return routes;
}
