/** `pawl acts count`: how many acts of people there are, and how many with each filter. */
import { actsCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = actsCount;

export const telling = countedText('act', 'Acts');
