/** Which receipts events came with: an event knows its file by name and by when it came. */
import type { Receipt } from '../store/index.ts';

/** Of each file the first receipt of its name at or after the event; receipts in order of intake. */
export function receiptsOf(
  receipts: readonly Receipt[],
  events: readonly { readonly file: string; readonly receivedAt: string }[],
): readonly Receipt[] {
  const byName = Map.groupBy(receipts, ({ name }) => name);
  const found = new Set(
    events.map(({ file, receivedAt }) =>
      byName.get(file)?.find((receipt) => receipt.receivedAt >= receivedAt),
    ),
  );
  return receipts.filter((receipt) => found.has(receipt));
}
