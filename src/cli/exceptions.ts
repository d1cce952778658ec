/** `pawl exceptions`: the work queue, with the ids by which `pawl resolve` settles an item. */
import { answerOfGroup, openItems } from '../account/index.ts';
import { type Gateway, groupId } from '../gateway/index.ts';
import { exceptionCodes, isExceptionCode, isNote } from '../process/index.ts';
import type { ItemGroup, ListedExceptionFilter, StoredException } from '../store/index.ts';
import { usage } from './failure.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

export interface ExceptionsOptions {
  readonly workspace?: string;
  readonly all?: boolean;
  readonly code?: string;
  readonly sender?: string;
  readonly json?: boolean;
}

export async function exceptions(options: ExceptionsOptions): Promise<number> {
  const filter = filterOf(options);
  await atDesk(options.workspace, async (gateway) => {
    const { groups, exceptions: found } =
      filter === null
        ? await openItems(gateway)
        : { groups: [], exceptions: await everyItem(gateway, filter) };
    if (options.json === true) sayJson([...groups.map(groupForJson), ...found.map(itemForJson)]);
    else tell(gateway.rules.zone, groups, found);
  });
  return 0;
}

/** Null for what is open, of which large groups are counted; what is asked for by name is listed. */
function filterOf({ all, code, sender }: ExceptionsOptions): ListedExceptionFilter | null {
  if (code !== undefined && !isExceptionCode(code)) {
    throw usage(`"${code}" is no code of an Exception`, 'docs/codes.md lists them');
  }
  if (all !== true && code === undefined && sender === undefined) return null;
  return {
    ...(all === true ? {} : { open: true }),
    ...(code === undefined ? {} : { code }),
    ...(sender === undefined ? {} : { sender: sender.toUpperCase() }),
  };
}

/** The longest waiting first. */
async function everyItem({ store }: Gateway, filter: ListedExceptionFilter) {
  const found: StoredException[] = [];
  for (let after: string | null = null; ; ) {
    const page = await store.exceptionsPage(filter, { after, limit: itemsPerRead });
    found.push(...(page?.items ?? []));
    after = page?.next ?? null;
    // Without `open` a list begins with the newest.
    if (after === null) return filter.open === true ? found : found.toReversed();
  }
}

const itemsPerRead = 1_000;

function itemForJson({
  id,
  mpan,
  supplier,
  sequence,
  code,
  at,
  detail,
  sender,
  open,
}: StoredException) {
  const { kind, says, remedy } = exceptionCodes[code];
  const from = sender ?? null;
  return { id, mpan, supplier, sequence, code, kind, at, detail, sender: from, open, says, remedy };
}

/** What stands for all items of one code and one sender. */
function groupForJson(group: ItemGroup) {
  const { code, sender, number, oldestAt } = group;
  const { kind, says } = exceptionCodes[code];
  return {
    id: groupId(group),
    mpan: null,
    code,
    kind,
    at: oldestAt,
    sender,
    open: true,
    says,
    remedy: answerOfGroup(group),
    items: number,
  };
}

function tell(zone: string, groups: readonly ItemGroup[], found: readonly StoredException[]): void {
  if (found.length + groups.length === 0) {
    say('The work queue is empty.');
    return;
  }
  const rows = found.map(({ id, code, at, detail, open }) => [
    id,
    code,
    open ? 'open' : isNote(code) ? 'note' : 'settled',
    instantInWords(zone, at),
    detail,
  ]);
  const grouped = groups.map((group) => [
    groupId(group),
    group.code,
    'open',
    instantInWords(zone, group.oldestAt),
    `${count(group.number, 'item')}; ${answerOfGroup(group)}`,
  ]);
  const headers = ['Id', 'Code', 'State', 'Since', 'About'];
  for (const line of table(headers, [...grouped, ...rows])) say(line);
  const open = [...groups, ...found.filter((one) => one.open)];
  for (const code of new Set(open.map((one) => one.code))) {
    const { says, remedy } = exceptionCodes[code];
    say(`${code}: ${says}.`);
    say(`  ${remedy}`);
  }
  say(
    count(
      groups.reduce((sum, { number }) => sum + number, found.length),
      'item',
    ),
  );
}
