/** `pawl lines`: a part of a file that arrived, each line with what it says. */
import { type AnswerOf, fileLines } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = fileLines;

export const telling: AnswerText<AnswerOf<typeof fileLines>> = {
  *lines({ from, to, isMore, lines }) {
    for (const { line, text, depth, group, items } of lines) {
      const indent = '  '.repeat(depth);
      yield `${String(line).padStart(6)}  ${indent}${text}`;
      if (group !== null) yield `        ${indent}${group.id} ${group.name}`;
      for (const { ref, name, value, meaning } of items) {
        const means = meaning === null ? '' : ` (${meaning})`;
        yield `          ${indent}${`${ref} ${name}`.trim()}: ${value}${means}`;
      }
    }
    if (lines.length === 0) yield `The file ends before line ${from}.`;
    if (isMore) yield `Lines ${from} to ${to}; --line ${to + 1} shows those after.`;
  },
};
