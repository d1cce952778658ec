/** `pawl exceptions count`: how many Exceptions there are, and how many with each filter. */
import { exceptionsCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = exceptionsCount;

export const telling = countedText('Exception', 'Exceptions');
