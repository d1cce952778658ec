/** What became of a file, in a badge and in a sentence. */
import type { FileOutcome } from '../../store/index.ts';
import type { Html } from './layout.ts';
import { badge, type Tone } from './pieces.ts';

export const outcomes: Readonly<
  Record<FileOutcome, { readonly tone: Tone; readonly words: string; readonly says: string }>
> = {
  applied: {
    tone: 'good',
    words: 'applied',
    says: 'All of it counted.',
  },
  'partly-applied': {
    tone: 'warn',
    words: 'applied in part',
    says: 'What was sound counted; what was not was put into rejected/, with the findings beside it.',
  },
  duplicate: {
    tone: 'quiet',
    words: 'duplicate',
    says: 'The same bytes had come before: nothing counted twice.',
  },
  rejected: {
    tone: 'bad',
    words: 'rejected',
    says: 'Nothing of it counted. Correct what the findings name and put it back, or ask the sender for another.',
  },
  'set-aside': {
    tone: 'warn',
    words: 'set aside',
    says: 'Nothing of it counted, because this gateway cannot take it as it is: the findings say why.',
  },
  'not-ours': {
    tone: 'quiet',
    words: 'not ours',
    says: 'It can be read, and moves no check of ours; findings, where there are any, say why it may be meant for one.',
  },
  left: {
    tone: 'bad',
    words: 'left',
    says: 'It is no file that can be taken in, and lies where it was dropped: the finding says what it is.',
  },
};

export const outcomeNames = Object.keys(outcomes) as readonly FileOutcome[];

export const outcomeBadge = (outcome: FileOutcome): Html =>
  badge(outcomes[outcome].tone, outcomes[outcome].words);

/** "12,345 bytes". */
export const sizeInWords = (size: number): string =>
  size === 1 ? '1 byte' : `${size.toLocaleString('en-GB')} bytes`;

export const outboxPath = (name: string): string => `/outbox/${encodeURIComponent(name)}`;
