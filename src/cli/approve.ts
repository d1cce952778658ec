/** `pawl approve`: letting flows go out, one, many, or all of a kind. */
import { type Approval, chosenFlows, type OwedFlow } from '../gateway/index.ts';
import { type ActOptions, acting } from './act.ts';
import { usage } from './failure.ts';
import { count, dateInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

export interface ApproveOptions extends ActOptions {
  readonly flow?: string;
  readonly party?: string;
  readonly dueBy?: string;
  readonly dryRun?: boolean;
}

/** Without ids and filters, or as a dry run, it only lists what waits. */
export async function approve(ids: readonly string[], options: ApproveOptions): Promise<number> {
  const { flow, party, dueBy } = options;
  if (dueBy !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(dueBy)) {
    throw usage(`--due-by ${dueBy} is no date`, 'a date is written 2026-08-17');
  }
  const chosen = {
    ids,
    ...(flow === undefined ? {} : { flow }),
    ...(party === undefined ? {} : { party: party.toUpperCase() }),
    ...(dueBy === undefined ? {} : { dueBy }),
  };
  const isNamed = Object.keys(chosen).length > 1 || ids.length > 0;
  if (!isNamed || options.dryRun === true) {
    const meant = isNamed ? chosen : { ids: ['all'] };
    const flows = await atDesk(options.workspace, (gateway) => chosenFlows(gateway, meant));
    if (options.json === true) sayJson(flows.map(forJson));
    else list(flows);
    return 0;
  }
  const { sent, held, proposed, own } = await acting(options, async (gateway, act, deeds) => {
    const approval = await deeds.approve(gateway, chosen, act);
    if (options.json !== true) tell(approval);
    return approval;
  });
  if (options.json === true) {
    sayJson([
      ...sent.map((one) => ({ ...forJson(one.flow), status: 'sent', file: one.file })),
      ...proposed.map((one) => ({ ...forJson(one), status: 'proposed', file: null })),
      ...held.map((one) => ({ ...forJson(one), status: 'held', file: null })),
      ...own.map((one) => ({ ...forJson(one), status: 'needsAnother', file: null })),
    ]);
  }
  if (held.length > 0) return 1;
  return own.length > 0 && sent.length + proposed.length === 0 ? 1 : 0;
}

function tell({ sent, held, proposed, own }: Approval): void {
  if (sent.length > 0) {
    const rows = sent.map(({ flow, file }) => [
      flow.id,
      flow.mpan,
      flow.draft.flow,
      flow.draft.toMpid ?? '',
      file,
    ]);
    for (const line of table(['Id', 'MPAN', 'Flow', 'To', 'File'], rows)) say(line);
  }
  say(`Approved ${count(sent.length, 'flow')}.`);
  for (const { id } of held) {
    say(`${id} could not be written by a fault of Pawl (PAWL_FAULT); pawl queue shows it.`);
  }
  if (proposed.length > 0) {
    say(`${count(proposed.length, 'flow')} approved by you; another person must approve too.`);
  }
  if (own.length > 0) {
    say(`${count(own.length, 'flow')} drafted or approved by you before; another person must.`);
  }
}

const forJson = (owed: OwedFlow) => ({
  id: owed.id,
  mpan: owed.mpan,
  sequence: owed.sequence,
  supplier: owed.supplier,
  flow: owed.draft.flow,
  to: owed.draft.toMpid,
  toRole: owed.draft.toRole,
  dueOn: owed.dueOn,
  mended: owed.draft.mended,
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
  for (const { id, draft } of flows) for (const note of draft.mended) say(`  ${id}: ${note}`);
  say(`${count(flows.length, 'flow')}. pawl approve ID… lets some go, pawl approve all lets all.`);
}
