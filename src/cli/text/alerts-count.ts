/** `pawl alerts count`: how many alerts there are, and how many with each filter. */
import { alertsCount } from '../../desk/index.ts';
import { countedText } from '../counted-text.ts';

export const operation = alertsCount;

export const telling = countedText('alert', 'Alerts');
