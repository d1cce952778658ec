/** `pawl approve` and `pawl requeue`: letting flows go out, and letting files come in again. */
import {
  approve as approveFlows,
  type OwedFlow,
  owedFlows,
  requeue as requeueFiles,
} from '../gateway/index.ts';
import { type ActOptions, acting } from './act.ts';
import { count, dateInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

/** Without ids it only lists what waits. */
export async function approve(
  ids: readonly string[],
  options: ActOptions & { readonly json?: boolean },
): Promise<number> {
  const flows =
    ids.length === 0
      ? await atDesk(options.workspace, owedFlows)
      : await acting(options, async (gateway, act) => {
          const sent = await approveFlows(gateway, ids, act);
          if (options.json !== true) say(`Approved ${count(sent.length, 'flow')}.`);
          return sent;
        });
  if (options.json === true) sayJson(flows.map(forJson));
  else if (ids.length === 0) list(flows);
  return 0;
}

const forJson = ({ id, mpan, sequence, supplier, draft, dueOn }: OwedFlow) => ({
  id,
  mpan,
  sequence,
  supplier,
  flow: draft.flow,
  to: draft.toMpid,
  toRole: draft.toRole,
  dueOn,
});

function list(flows: readonly OwedFlow[]): void {
  if (flows.length === 0) {
    say('No flow waits for approval.');
    return;
  }
  const rows = flows.map(({ id, mpan, draft, dueOn }) => [
    id,
    mpan,
    draft.flow,
    draft.toMpid ?? '',
    dueOn === null ? '' : dateInWords(dueOn),
  ]);
  for (const line of table(['Id', 'MPAN', 'Flow', 'To', 'Due'], rows)) say(line);
  say(`${count(flows.length, 'flow')}. pawl approve ID… lets some go, pawl approve all lets all.`);
}

export async function requeue(files: readonly string[], options: ActOptions): Promise<number> {
  await acting(options, async (gateway) => {
    for (const target of requeueFiles(gateway, files)) say(`${target}: put back`);
  });
  return 0;
}
