/** Texts of sent files as the store keeps them, without what they say of some MPANs. */
import { blankedLines, type Gateway, linesOfText, mentionOf } from '../gateway/index.ts';
import type { OutboxFile } from '../store/index.ts';

export async function outboxWithout(
  { store, rules }: Gateway,
  mpans: ReadonlySet<string>,
): Promise<Pick<OutboxFile, 'name' | 'text'>[]> {
  if (mpans.size === 0) return [];
  const mentions = mentionOf(mpans);
  return (await store.outbox())
    .filter((file) => file.mpans.some((mpan) => mpans.has(mpan)))
    .map(({ name, text }) => {
      const lines = [...blankedLines(rules.catalogue, linesOfText(text), mentions)];
      return { name, text: lines.map((line) => line.text).join('') };
    });
}
