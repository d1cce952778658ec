/** The journal of an MPAN for who must go on where another hand has spoilt it. */
import type { ProcessEvent } from '../process/index.ts';
import type { Journal } from '../store/index.ts';

/** What is spoilt holds its own MPAN when it is folded, and nothing here. */
export async function journalOrNone(
  store: Journal,
  mpan: string,
): Promise<readonly ProcessEvent[]> {
  try {
    return await store.journalOf(mpan);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
