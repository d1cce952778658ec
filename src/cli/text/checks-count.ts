/** `pawl checks count`: how many checks there are, and how many with each filter. */
import { checksCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = checksCount;

export const telling = countedText('check', 'Open checks');
