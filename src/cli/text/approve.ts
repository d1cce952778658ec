/** `pawl approve`: the flows that were let go, and which wait still. Without a name it lists what waits. */
import { type AnswerOf, approvals, approve, given } from '../../desk/index.ts';
import { count, dateInWords } from '../print.ts';
import { table } from '../table.ts';
import type { ActPreview, AnswerText } from '../typed.ts';

export const operation = approve;

type Approved = AnswerOf<typeof approve>;

export const telling: AnswerText<Approved> = {
  *lines({ items }) {
    const of = (status: Approved['items'][number]['status']) =>
      items.filter((one) => one.status === status);
    const [sent, proposed, own] = [of('sent'), of('proposed'), of('needsAnother')];
    if (sent.length > 0) {
      const rows = sent.map((one) => [one.id, one.mpan, one.flow, one.to ?? '', one.file ?? '']);
      yield* table(['Id', 'MPAN', 'Flow', 'To', 'File'], rows);
    }
    yield `Approved ${count(sent.length, 'flow')}.`;
    for (const { id } of of('held')) {
      yield `${id} could not be written because of a fault of Pawl (PAWL_FAULT); pawl queue shows it.`;
    }
    if (proposed.length > 0) {
      yield `${count(proposed.length, 'flow')} approved by you; another person must approve too.`;
    }
    if (own.length > 0) {
      yield `${count(own.length, 'flow')} drafted or approved by you before; another person must approve.`;
    }
  },
  hasFailed: ({ items }) =>
    items.some(({ status }) => status === 'held') ||
    (items.length > 0 && items.every(({ status }) => status === 'needsAnother')),
};

export const preview: ActPreview<AnswerOf<typeof approvals>> = {
  operation: approvals,
  asks: ({ ids, flow, party, dueBy }) => ({
    ...given({ flow, party, dueBy }),
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
