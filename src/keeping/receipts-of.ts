/** Receipts, a few at a time: an archive may have a million files. */
import type { Gateway } from '../gateway/index.ts';
import type { Receipt } from '../store/index.ts';

const receiptsPerRead = 500;

/** Every receipt in the order of intake. */
export async function* everyReceipt({ store }: Pick<Gateway, 'store'>): AsyncGenerator<Receipt> {
  for (let after = 0; ; ) {
    const some = await store.receiptsAfter(after, receiptsPerRead);
    yield* some;
    const last = some.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
