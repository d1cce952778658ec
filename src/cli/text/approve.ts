/** `pawl approve`: the flows that were let go, and which wait still. Without a name it lists what waits. */
import { type AnswerOf, approvals, approve, given } from '../../desk/index.ts';
import { count, dateInWords, instantInWords } from '../print.ts';
import { claimedInWords } from '../../words.ts';
import { table } from '../table.ts';
import type { ActPreview, AnswerText } from '../typed.ts';

export const operation = approve;

type Approved = AnswerOf<typeof approve>;

export const telling: AnswerText<Approved> = {
  *lines({ items, claimedByOthers }, { zone }) {
    const of = (status: Approved['items'][number]['status']) =>
      items.filter((one) => one.status === status);
    const [sent, proposed, own] = [of('sent'), of('proposed'), of('needsAnother')];
    if (sent.length > 0) {
      const rows = sent.map((one) => [one.id, one.mpan, one.flow, one.to ?? '', one.file ?? '']);
      yield* table(['Id', 'MPAN', 'Flow', 'To', 'File'], rows);
    }
    const approved = of('approved');
    yield `Approved ${count(sent.length + approved.length, 'flow')}.`;
    yield* keptBack(zone, approved);
    for (const { id } of of('held')) {
      yield `${id} could not be written because of a fault of Pawl (PAWL_FAULT); pawl queue shows it.`;
    }
    if (proposed.length > 0) {
      yield `${count(proposed.length, 'flow')} approved by you; another person must approve too.`;
    }
    if (own.length > 0) {
      yield `${count(own.length, 'flow')} drafted or approved by you before; another person must approve.`;
    }
    if (claimedByOthers.length > 0) yield claimedInWords(claimedByOthers);
  },
  hasFailed: ({ items }) =>
    items.some(({ status }) => status === 'held') ||
    (items.length > 0 && items.every(({ status }) => status === 'needsAnother')),
};

/** Who approved what, and until when that can be undone. */
function* keptBack(zone: string, approved: Approved['items']): Iterable<string> {
  const acts = Map.groupBy(approved, ({ approvedBy, goesOutAt }) => `${approvedBy} ${goesOutAt}`);
  for (const flows of acts.values()) {
    const { approvedBy, goesOutAt } = flows[0] ?? {};
    const until = instantInWords(zone, goesOutAt ?? '');
    yield `${count(flows.length, 'flow')}, approved by ${approvedBy}, can be undone until ${until} (pawl undo) and then go out.`;
  }
}

export const preview: ActPreview<AnswerOf<typeof approvals>> = {
  operation: approvals,
  asks: ({ ids, all: _all, seen: _seen, reason: _reason, ...which }) => ({
    ...given(which),
    ...(Array.isArray(ids) && ids.length > 0 ? { ids: ids.join(',') } : {}),
  }),
  isAll: ({ ids, reason: _reason, ...which }) =>
    Object.keys(which).length === 0 && !(Array.isArray(ids) && ids.length > 0),
  *lines({ items }) {
    if (items.length === 0) {
      yield 'No flow waits for approval.';
      return;
    }
    const rows = items.map(({ id, mpan, flow, to, dueOn }) => [
      id,
      mpan,
      flow,
      to ?? '',
      dueOn === null ? '' : dateInWords(dueOn),
    ]);
    yield* table(['Id', 'MPAN', 'Flow', 'To', 'Due'], rows);
    for (const { id, mended } of items) for (const note of mended) yield `  ${id}: ${note}`;
    yield `${count(items.length, 'flow')}. pawl approve ID… approves some, pawl approve all approves all.`;
  },
};
