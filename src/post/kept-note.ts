/**
 * A note in the store of what is still to be sent. It is written when it has changed; where the store
 * is in trouble itself, with the next try that can.
 */
import { isBug } from '../bug.ts';

export function keptNote(write: (text: string) => Promise<void>, stored: string) {
  let written = stored;
  return async (text: string): Promise<void> => {
    if (text === written) return;
    try {
      await write(text);
      written = text;
    } catch (error) {
      if (isBug(error)) throw error;
    }
  };
}
