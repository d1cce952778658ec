/** The pages about checks: Today, the list of checks, one check, the work queue, and chasing. */
import { Hono } from 'hono';
import type { Env, Web } from '../context.ts';
import { callAct, chaseCsv, chasePage, chaseText } from './chase.ts';
import { checkPage } from './check.ts';
import { approveAct, previewAct, undoAct } from './approve.ts';
import {
  cancelAct,
  claimListAct,
  decideAct,
  dismissAct,
  takeBackGroupAct,
  resolveAct,
  takeBackAct,
  teamAct,
  teamActs,
} from './check-acts.ts';
import { checkList } from './checks.ts';
import { findPages } from './find.ts';
import { decideWordsAct, wordsPage } from './decide-words.ts';
import { exceptionQueue } from './queue.ts';
import { todayPage } from './today.ts';

export function checkPages(web: Web): Hono<Env> {
  const pages = new Hono<Env>();
  pages.get('/', async (context) => context.html(await todayPage(web, context)));
  pages.get('/checks', async (context) => {
    const shown = await checkList(web, context);
    return shown instanceof Response ? shown : context.html(shown);
  });
  pages.get('/checks/:mpan', async (context) => context.html(await checkPage(web, context)));
  pages.get('/exceptions', async (context) => context.html(await exceptionQueue(web, context)));
  pages.get('/exceptions/words', (context) => wordsPage(web, context));
  pages.post('/exceptions/words', (context) => decideWordsAct(web, context));
  pages.get('/chases/:party', async (context) => context.html(await chasePage(web, context)));
  pages.get('/chases/:party/message.txt', (context) => chaseText(web, context));
  pages.post('/chases/:party/calls', (context) => callAct(web, context));
  pages.get('/chases/:party/overdue.csv', (context) => chaseCsv(web, context));
  pages.post('/checks/:mpan/decide', (context) => decideAct(web, context));
  pages.post('/checks/:mpan/cancel', (context) => cancelAct(web, context));
  pages.post('/checks/:mpan/resolve', (context) => resolveAct(web, context));
  for (const [name, act] of Object.entries(teamActs)) {
    pages.post(`/checks/:mpan/${name}`, (context) => teamAct(web, context, act));
  }
  pages.post('/exceptions/take-back', (context) => takeBackGroupAct(web, context));
  pages.post('/exceptions/dismiss', (context) => dismissAct(web, context));
  pages.post('/checks/:mpan/take-back', (context) => takeBackAct(web, context));
  pages.post('/checks/claim', (context) => claimListAct(web, context));
  pages.post('/checks/approve', (context) => approveAct(web, context));
  pages.post('/checks/approve/preview', (context) => previewAct(web, context));
  pages.post('/checks/undo', (context) => undoAct(web, context));
  pages.route('/', findPages(web));
  return pages;
}
