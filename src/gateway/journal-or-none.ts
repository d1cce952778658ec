/** The journals of MPANs for who must go on where another hand has spoilt it. */
import type { ProcessEvent } from '../process/index.ts';
import type { Journal } from '../store/index.ts';

/** What is spoilt holds its own MPAN when it is folded, and nothing here. */
export async function journalsOrNone(
  store: Journal,
  mpans: readonly string[],
): Promise<(mpan: string) => readonly ProcessEvent[]> {
  const journalOf = await store.journalsOf(mpans);
  return (mpan) => {
    try {
      return journalOf(mpan);
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  };
}
