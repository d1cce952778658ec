/** One file that arrived, by the number of its receipt. */
import { z } from 'zod';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Receipt } from '../store/index.ts';

export const fileId = z.coerce.number().int().min(1).describe('number of the receipt');

export async function receiptOf({ store }: Gateway, id: number): Promise<Receipt> {
  const receipt = await store.receipt(id);
  if (receipt !== null) return receipt;
  throw new EngineError('NOT_FOUND', `no file ${id}`, 'the list of files has all there are');
}
