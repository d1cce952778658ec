/** What became of a file, in a badge and in a sentence. */
import type { FileOutcome } from '../../store/index.ts';
import { acknowledgedInWords } from '../../words.ts';
import type { Html } from './layout.ts';
import { badge, type Tone } from './pieces.ts';

export const outcomeTexts: Readonly<
  Record<FileOutcome, { readonly tone: Tone; readonly words: string; readonly says: string }>
> = {
  applied: {
    tone: 'good',
    words: 'applied',
    says: 'All of it was applied.',
  },
  'partly-applied': {
    tone: 'warn',
    words: 'applied in part',
    says: 'What was good was applied. The rest was put into rejected/, with the findings beside it.',
  },
  duplicate: {
    tone: 'quiet',
    words: 'duplicate',
    says: 'The same bytes had come before: nothing was applied twice.',
  },
  rejected: {
    tone: 'bad',
    words: 'rejected',
    says: 'Nothing of it was applied. Correct what the findings name and put it back, or ask the sender for another.',
  },
  'set-aside': {
    tone: 'warn',
    words: 'set aside',
    says: 'Nothing of it was applied: this gateway cannot take it as it is. The findings say why.',
  },
  'not-ours': {
    tone: 'quiet',
    words: 'not ours',
    says: 'It can be read, but is not about any check of ours. If there are findings, they say why it may be meant for one.',
  },
  left: {
    tone: 'bad',
    words: 'left',
    says: 'It cannot be taken in, and is still where it was dropped. The finding says why.',
  },
};

export const outcomeNames = Object.keys(outcomeTexts) as readonly FileOutcome[];

export const outcomeBadge = (outcome: FileOutcome): Html =>
  badge(outcomeTexts[outcome].tone, outcomeTexts[outcome].words);

/** "12,345 bytes". */
export const sizeInWords = (size: number): string =>
  size === 1 ? '1 byte' : `${size.toLocaleString('en-GB')} bytes`;

export const outboxPath = (name: string): string => `/outbox/${encodeURIComponent(name)}`;

/** What the transfer service said of a file of ours; nothing where it said nothing. */
export const acknowledgedBadge = (said: Parameters<typeof acknowledgedInWords>[0]): Html | '' =>
  said.acknowledged === null
    ? ''
    : badge(said.acknowledged === 'delivered' ? 'good' : 'bad', acknowledgedInWords(said));
