/** `pawl template visits`: the file itself, to be written into one; it needs no workspace. */
import { type AnswerOf, type AskedOf, template, templateOf } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = template;

/** Loaded here, because no other command needs them. */
const ofPapers = async () => (await import('../../papers/index.ts')).paperTemplates;

const cell = (text: string): string =>
  /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export const telling: AnswerText<AnswerOf<typeof template>, AskedOf<typeof template>> = {
  *lines({ columns }) {
    yield columns.map(({ name }) => name).join(',');
    yield columns.map(({ example }) => cell(example)).join(',');
  },
  alone: { unless: 'isNamed', answer: async (asked) => templateOf(asked, await ofPapers()) },
};
