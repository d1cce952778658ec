/** Texts of sent files as the store keeps them, without what they say of some MPANs. */
import type { Gateway } from '../gateway/index.ts';
import { blankedFile, linePiecesOf, mentionOf } from '../intake/index.ts';
import type { Outbox, OutboxFile } from '../store/index.ts';

export type OutboxText = Pick<OutboxFile, 'name' | 'text'>;

/** Ours: a file may have ten thousand instances, and only these are in memory at a time. */
const filesPerRead = 20;

/** Every file that was sent, a few at a time. */
export async function* sentFiles({
  store,
}: {
  readonly store: Outbox;
}): AsyncGenerator<readonly OutboxFile[]> {
  for (let after = 0; ; ) {
    const { files, last } = await store.outboxAfter(after, filesPerRead);
    if (last === null) return;
    yield files;
    after = last;
  }
}

export function textWithout(
  { rules }: Gateway,
  file: OutboxFile,
  mpans: ReadonlySet<string>,
): OutboxText {
  const mentions = mentionOf(mpans);
  const { bytes } = blankedFile(rules.catalogue, () => linePiecesOf(file.text), { mentions });
  // Files that are sent are plain ASCII, so that a byte is a character.
  return { name: file.name, text: Buffer.concat([...bytes()]).toString('latin1') };
}
