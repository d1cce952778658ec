/**
 * Open deadlines in the words of a calendar entry, by UID. They are read from the rows of the checks,
 * which cost little, and not from the checks themselves, so that a look is cheap at any size.
 */
import { type Instant, localTimeOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { supplierSide } from '../market/index.ts';
import { outstanding } from '../process/index.ts';
import type { StoredCheck } from '../store/index.ts';
import { dateInWords, owesInWords, roleInWords } from '../words.ts';

export interface OpenDeadline {
  readonly on: string;
  readonly summary: string;
  readonly description: string;
  readonly category: string;
}

export async function openDeadlines(
  gateway: Gateway,
  now: Instant,
): Promise<Map<string, OpenDeadline>> {
  const rows = (await gateway.store.checks({ open: true })).filter(({ awaited }) => awaited);
  const partly = await partlyAnswered(gateway, rows);
  const open = new Map<string, OpenDeadline>();
  for (const row of rows) {
    if (row.dueOn === null || row.dueAt === null) continue;
    const owes = partly.get(uidOf(gateway, row)) ?? owedIn(gateway, row);
    const deadline = { on: row.dueOn, at: row.dueAt };
    open.set(uidOf(gateway, row), inWords(gateway, row, deadline, owes, now));
  }
  return open;
}

/** The same for as long as the check is in the stage, and again if it comes back to it. */
const uidOf = ({ config }: Gateway, { mpan, supplier, sequence, state }: StoredCheck): string =>
  `${mpan}-${supplier}-${sequence}-${state}@${config.mpid}.pawl`;

const owedIn = ({ rules }: Gateway, { profile, state }: StoredCheck): readonly string[] =>
  rules.machines.get(profile)?.profile.stages[state]?.owes ?? [];

/** Where a stage owes several flows, only the check itself knows which have come. */
async function partlyAnswered(
  gateway: Gateway,
  rows: readonly StoredCheck[],
): Promise<Map<string, readonly string[]>> {
  const several = rows.filter((row) => owedIn(gateway, row).length > 1);
  const loaded = await gateway.store.loadMpans([...new Set(several.map(({ mpan }) => mpan))]);
  const owes = new Map<string, readonly string[]>();
  for (const row of several) {
    const check = loaded
      .get(row.mpan)
      ?.state.checks.find(
        ({ supplier, sequence }) => supplier === row.supplier && sequence === row.sequence,
      );
    if (check !== undefined) owes.set(uidOf(gateway, row), outstanding(check));
  }
  return owes;
}

function inWords(
  { config, rules }: Gateway,
  row: StoredCheck,
  deadline: { readonly on: string; readonly at: Instant },
  owes: readonly string[],
  now: Instant,
): OpenDeadline {
  const { mpan, sequence, supplier, meterOperator, owner, state } = row;
  const isOurs = owner === config.role;
  const party = owner === supplierSide ? supplier : meterOperator;
  const what = owes.length === 0 ? 'Decision' : owesInWords(owes);
  const whose = isOurs ? 'to send' : `due from ${party ?? roleInWords(owner ?? '')}`;
  const verb = isOurs && owes.length === 0 ? 'to take' : whose;
  const isOver = deadline.at <= now;
  const time = config.cutoff === null ? '' : ` ${localTimeOf(rules.zone, deadline.at).slice(0, 5)}`;
  return {
    on: deadline.on,
    summary: `${isOver ? 'OVERDUE: ' : ''}${what} ${verb}: MPAN ${mpan}`,
    description: [
      `Due ${dateInWords(deadline.on)}${time}, check ${sequence} of ${supplier}` +
        `${meterOperator === null ? '' : ` and ${meterOperator}`}, stage ${state}.`,
      `pawl explain ${mpan}`,
    ].join('\n'),
    category: isOurs ? 'Ours' : 'Theirs',
  };
}
