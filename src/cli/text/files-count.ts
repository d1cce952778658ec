/** `pawl files count`: how many files that arrived there are, and how many with each filter. */
import { filesCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = filesCount;

export const telling = countedText('file', 'Files');
