/** The first screen of `pawl start`: what arrived, who owes what, where things are, what to try. */
import type { Pass } from '../engine.ts';
import { type Gateway, waitingFlows } from '../gateway/index.ts';
import { deadlineHealthOf } from '../health/index.ts';
import { outcomeOf, stateOf } from '../process/index.ts';
import { findChecks, standingOf } from '../report/index.ts';
import { deadlinesInWords } from './text/health.ts';
import { receiptInWords } from './once.ts';
import { ownCommand } from './own-command.ts';
import type { Pages } from './pages.ts';
import { count, dateInWords, say } from './print.ts';
import { daysInWords, turnInWords } from './stored-checks.ts';
import { table } from './table.ts';

const linesMax = 25;

interface Screen {
  readonly folder: string;
  readonly story: { readonly overdue: string; readonly unclear: string } | null;
  readonly pages: Pick<Pages, 'url' | 'isElsewhere'>;
}

export async function tellWhereAllStands(
  gateway: Gateway,
  pass: Pass,
  { folder, story, pages }: Screen,
): Promise<void> {
  if (pass.receipts.length > 0) {
    say();
    say('What arrived:');
    for (const receipt of pass.receipts.slice(0, linesMax)) say(`  ${receiptInWords(receipt)}`);
    sayRest(pass.receipts.length);
  }
  await tellChecks(gateway);
  const waiting = (await waitingFlows(gateway)).length;
  say();
  say(`${deadlinesInWords(await deadlineHealthOf(gateway))}.`);
  say(`${count(waiting, 'flow')} to approve.`);
  say();
  if (pages.url !== null) {
    say(`Pages: ${pages.url}${pages.isElsewhere ? ' (the configured port is taken)' : ''}`);
    say();
  }
  say('Where things are:');
  say(`  ${folder}/inbox/      drop flow files and CSV files here`);
  say(`  ${folder}/sent/       copies of what other systems sent`);
  say(`  ${folder}/outbox/     what this gateway sends`);
  say(`  ${folder}/rejected/   what could not be taken, and why, beside it`);
  say(`  ${folder}/alerts/     who is late, one line each`);
  tellWhatToTry(story, folder);
}

async function tellChecks(gateway: Gateway): Promise<void> {
  const now = gateway.clock.now();
  const all = await findChecks(gateway, {});
  if (all.length === 0) return;
  const rows = all.slice(0, linesMax).map((found) => {
    const standing = standingOf(gateway.rules, found, now);
    const outcome = outcomeOf(found.check);
    const state = outcome === null ? stateOf(found.check) : `closed: ${outcome}`;
    const dueOn = standing?.dueOn ?? null;
    return [
      found.state.mpan,
      state,
      turnInWords(standing),
      dueOn === null ? '' : dateInWords(dueOn),
      daysInWords(standing),
    ];
  });
  say();
  say('Where each check stands, and what it waits for:');
  const room = process.stdout.columns;
  const headers = ['MPAN', 'State', 'Waits for', 'Due', 'Working Days'];
  for (const line of table(headers, rows, room === undefined ? undefined : room - 2)) {
    say(`  ${line}`);
  }
  sayRest(all.length);
}

function sayRest(total: number): void {
  if (total > linesMax) say(`  … and ${total - linesMax} more`);
}

function tellWhatToTry(
  story: { readonly overdue: string; readonly unclear: string } | null,
  folder: string,
): void {
  const { pawl } = ownCommand;
  const where = folder === 'workspace' ? '' : ` --workspace ${folder}`;
  say();
  say('Try, in another terminal:');
  if (story === null) {
    say(`  ${pawl} deadlines${where}`);
    say(`  ${pawl} exceptions${where}`);
    say(`  ${pawl} approve${where}`);
  } else {
    say(`  ${pawl} explain ${story.overdue}${where}`);
    say(`  ${pawl} approve all${where}`);
    say(`  ${pawl} decide ${story.unclear} hasNot --reason "asked by telephone"${where}`);
  }
  say();
  say('What happens is shown here. Ctrl-C stops the gateway.');
}
