/** `pawl queue`: everything that waits for a person, the most urgent first. */
import { type Waiting, waitingItems } from '../account/index.ts';
import { count, dateInWords, instantInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

export async function queue(options: {
  readonly workspace?: string;
  readonly json?: boolean;
}): Promise<number> {
  await atDesk(options.workspace, async (gateway) => {
    const waiting = await waitingItems(gateway);
    if (options.json === true) sayJson(waiting);
    else tell(gateway.rules.zone, waiting);
  });
  return 0;
}

function tell(zone: string, waiting: readonly Waiting[]): void {
  if (waiting.length === 0) {
    say('Nothing waits for a person.');
    return;
  }
  const rows = waiting.map(
    ({ kind, id, what, mpan, items, stage, since, dueOn, answer, notBy }) => [
      what,
      kind === 'group' ? count(items, 'item') : kind === 'calendar' ? id : mpan,
      stage ?? '',
      instantInWords(zone, since),
      dueOn === null ? '' : dateInWords(dueOn),
      notBy.length === 0 ? answer : `${answer} (not by ${notBy.join(', ')})`,
    ],
  );
  const headers = ['What', 'MPAN', 'Stage', 'Since', 'Due', 'Answered by'];
  for (const line of table(headers, rows)) say(line);
  const approvals = waiting.filter(({ kind }) => kind === 'approval').length;
  const items = waiting.reduce((sum, one) => sum + (one.kind === 'approval' ? 0 : one.items), 0);
  const decisions = count(items, 'item');
  say(`${count(approvals, 'flow')} to approve, ${decisions} to decide.`);
}
