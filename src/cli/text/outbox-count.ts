/** `pawl outbox count`: how many files that this gateway sent there are, and how many with each filter. */
import { outboxCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = outboxCount;

export const telling = countedText('file', 'Files');
