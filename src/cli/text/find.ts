/** `pawl find`: a line for each thing; with --list, of each entry of a list. */
import { type AnswerOf, type AskedOf, find } from '../../desk/index.ts';
import { findList } from '../find-list.ts';
import { count, dateInWords, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

type Found = AnswerOf<typeof find>['items'][number];

export const operation = find;

export const telling: AnswerText<AnswerOf<typeof find>, AskedOf<typeof find>> = {
  *lines({ items }, { zone }) {
    for (const item of items) yield `  ${foundInWords(zone, item)}`;
    yield `${count(items.length, 'thing')} found.`;
  },
  hasFailed: ({ items }) => items.length === 0,
  instead: {
    option: [
      '--list <file>',
      'everything about each MPAN, File Identifier or file name in this file, one on each line',
    ],
    does: (asked, options, list) => findList(list, asked, options, foundInWords),
  },
};

function foundInWords(zone: string, row: Found): string {
  const { kind, at, mpan, party, flow, fileIdentifier, path, file, line, says, id } = row;
  const when = at.length === 10 ? dateInWords(at) : instantInWords(zone, at);
  const where = path ?? file;
  const parts = [
    mpan === null ? null : `MPAN ${mpan}`,
    flow === null ? null : `${flow}${fileIdentifier === null ? '' : ` ${fileIdentifier}`}`,
    party === null || party === '' ? null : party,
    where === null ? null : `${where}${line === null ? '' : ` line ${line}`}`,
    says,
    kind === 'alert' || kind === 'exception' ? id : null,
  ];
  return `${when}  ${kind.padEnd(9)}  ${parts.filter((part) => part !== null).join(', ')}`;
}
