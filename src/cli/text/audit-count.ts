/** `pawl audit count`: how many looks there were, and how many with each filter. */
import { auditCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = auditCount;

export const telling = countedText('look', 'Looks');
