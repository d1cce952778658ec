/**
 * `pawl start`: a gateway to look at. The first start makes a workspace and puts the demonstration
 * story into it; every start tells in words what there is, and then each new thing as it happens.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { forwardAudit } from '../audit/index.ts';
import { bundledBankHolidays, calendarOf, localDateOf, notCovered } from '../calendar/index.ts';
import { catchUpOf } from '../catch-up.ts';
import { systemClock } from '../clock.ts';
import { configName } from '../config/index.ts';
import { demonstration, demonstrationMpans, demonstrationParticipant } from '../demo/index.ts';
import type { Pass } from '../engine.ts';
import { loadCatalogue } from '../shipped-flows.ts';
import { writeWhole } from '../files/index.ts';
import { serveHealth, type WatchedEngine } from '../health/index.ts';
import { folderWaiter, runUntilStopped } from '../runner.ts';
import type { WorkspaceLock } from '../workspace-lock.ts';
import { makeWorkspace } from './init.ts';
import { newsOf } from './news.ts';
import { ownCommand } from './own-command.ts';
import { openPages, type Pages } from './pages.ts';
import { openPorterBeside } from './porter-beside.ts';
import { count, roleInWords, say } from './print.ts';
import { catchUpInWords } from './run.ts';
import { tellWhereAllStands } from './start-screen.ts';
import { stopOnSignals } from './stop.ts';
import { asGateway, deskLog, findWorkspace } from './workspace.ts';

export async function start(options: { readonly workspace?: string }): Promise<number> {
  const folder = options.workspace ?? 'workspace';
  const isFirst = !existsSync(join(folder, configName));
  if (isFirst) makeDemonstration(folder);
  const workspace = findWorkspace(folder);
  const log = deskLog();
  const starting = { command: 'pawl start', stays: true };
  const work = async (engine: WatchedEngine, lock: WorkspaceLock): Promise<void> => {
    const stop = stopOnSignals();
    const { gateway } = engine;
    const shown = relative('.', workspace.folder) || '.';
    const { mpid, role } = workspace.config;
    say(`Pawl runs as ${mpid}, a ${roleInWords(role)}'s gateway, in ${shown}/.`);
    if (!isFirst) {
      say(
        `Since the last time: ${catchUpInWords(await catchUpOf(gateway()), gateway().rules.zone)}.`,
      );
    }
    const news = await newsOf(gateway);
    let isScreenDue = true;
    const onPass = async (pass: Pass, pages: Pages): Promise<void> => {
      if (isScreenDue) {
        isScreenDue = false;
        const story = isFirst ? demonstrationMpans : null;
        await tellWhereAllStands(gateway(), pass, { folder: shown, story, pages });
        await news.forget();
      } else {
        await news.tell(pass);
      }
    };
    const { listen } = workspace.config.metrics;
    const served = await serveHealth(listen, engine.figures, gateway());
    const waiter = folderWaiter(workspace.folder, log);
    const audit = forwardAudit(workspace.folder, workspace.config.audit, log);
    const porter = openPorterBeside(engine, waiter);
    let pages: Pages | null = null;
    try {
      pages = await openPages(engine, waiter);
      const opened = pages;
      const tellAll = async (pass: Pass): Promise<void> => {
        await opened.onPass(pass);
        await onPass(pass, opened);
      };
      const { check: beforePass } = lock;
      const loop = { engine, waiter, stop, firstIsFinal: isFirst, beforePass, onPass: tellAll };
      await runUntilStopped(loop);
    } finally {
      await porter.close();
      await pages?.close();
      await waiter.close();
      await served.close();
      await audit.close();
    }
  };
  await asGateway(workspace, log, work, starting);
  say(`Stopped. ${ownCommand.start} goes on from here.`);
  return 0;
}

function makeDemonstration(folder: string): void {
  const { mpid, role } = demonstrationParticipant;
  makeWorkspace(folder, {
    mpid,
    role,
    profile: 'option-1',
    send: 'approve',
    web: { openOnLoopback: true },
    // Its files tell of weeks and come at once: their claims are no person's question.
    lateClaimWorkingDays: 250,
  });
  const today = localDateOf('Europe/London', systemClock.now());
  const calendar = calendarOf(bundledBankHolidays, 'england-and-wales');
  const files =
    calendar === undefined ? notCovered : demonstration(loadCatalogue(), calendar, today);
  if (files === notCovered) {
    say(`The bank holidays around ${today} are not known to this version (${notCovered}), so the`);
    say('demonstration cannot be made for today. The workspace is empty, and works.');
    return;
  }
  for (const { name, into, text } of files) writeWhole(join(folder, into, name), text);
  say(`Made a workspace, and put ${count(files.length, 'file')} of a demonstration into it.`);
}
