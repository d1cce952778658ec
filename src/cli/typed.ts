/**
 * Commands that are made from operations of the desk: what an operation takes becomes arguments and
 * options, `--json` prints what it answers, and a table of its own tells it to a person. Operation and
 * table are loaded when the command is called.
 */
import { type Field, fieldsOf, fitting, type Operation, Unfit } from '../desk/index.ts';
import { type ActOptions, passIfFree } from './act.ts';
import { withDesk } from './ask.ts';
import { type Command, does, jsonOption, whoOption } from './command.ts';
import { usage } from './failure.ts';
import { say, sayJson } from './print.ts';

/** What the lines of an answer are made with. */
export interface Told<Asked> {
  readonly zone: string;
  readonly asked: Asked;
}

/** How an answer is told to a person at a terminal, a line at a time. */
export interface Telling<Answer = never, Asked = never> {
  readonly lines: (answer: Answer, told: Told<Asked>) => Iterable<string>;
  /** Whether the exit code says that not all could be done. */
  readonly hasFailed?: (answer: Answer) => boolean;
}

const hyphened = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function addTyped(program: Command, operation: Operation, telling: Telling): void {
  const { name, summary, takes, typed } = operation;
  if (typeof typed !== 'string') return;
  const words = name.split(' ');
  const parent = words.slice(0, -1).reduce(inner, program);
  const command = parent
    .command([words.at(-1), typed].join(' ').trim())
    .description(summary.slice(0, 1).toLowerCase() + summary.slice(1));
  const { properties, required } = fieldsOf(takes);
  const isAct = 'reason' in properties;
  const isList = 'cursor' in properties;
  const places = [...typed.matchAll(/(\w+)/g)].map(([place = '']) => place);
  for (const [key, field] of Object.entries(properties)) {
    if (places.includes(key)) continue;
    const { description = '' } = field;
    const says =
      field.enum === undefined ? description : `${description} (${field.enum.join(', ')})`;
    const flags = isFlag(field)
      ? `--${hyphened(key)}`
      : `--${hyphened(key)} <${wordFor(key, field)}>`;
    if (required.includes(key)) command.requiredOption(flags, says.trim());
    else command.option(flags, says.trim());
  }
  if (isList) command.option('--all', 'every page as one');
  if (isAct) command.option(...whoOption);
  command.option(...jsonOption);
  command.action(
    does(async (given, options) => {
      const said: Readonly<Record<string, unknown>> = {
        ...options,
        ...Object.fromEntries(places.map((place, at) => [place, given[at]])),
      };
      const asked = Object.fromEntries(
        Object.entries(properties).flatMap(([key, field]) =>
          said[key] === undefined ? [] : [[key, valueOf(field, said[key])]],
        ),
      );
      const { json, all } = options as { readonly json?: boolean; readonly all?: boolean };
      const { answer, zone } = await answerOf(operation, asked, options, all === true);
      if (json === true) sayJson(answer);
      else
        for (const line of telling.lines(answer as never, { zone, asked: asked as never }))
          say(line);
      if (isAct) await passIfFree(options);
      return telling.hasFailed?.(answer as never) === true ? 1 : 0;
    }),
  );
}

const inner = (parent: Command, word: string): Command =>
  parent.commands.find((one) => one.name() === word) ?? parent.command(word);

const isFlag = (field: Field): boolean => field.const !== undefined || field.type === 'boolean';

const wordFor = (key: string, { format, type }: Field): string =>
  format === 'date'
    ? 'date'
    : format === 'date-time'
      ? 'instant'
      : type === 'integer'
        ? 'number'
        : hyphened(key);

function valueOf(field: Field, said: unknown): unknown {
  if (isFlag(field)) return field.const ?? true;
  return field.type === 'integer' || field.type === 'number' ? Number(said) : said;
}

/** The most that a list answers at once. */
const pageMax = 500;

/** With `all`, the pages of a list one after the other, as one that has no next. */
async function answerOf(
  operation: Operation,
  asked: Readonly<Record<string, unknown>>,
  options: ActOptions,
  all: boolean,
): Promise<{ readonly answer: unknown; readonly zone: string }> {
  try {
    // A mistake is told before a workspace is looked for.
    fitting(operation.takes, asked);
    return await withDesk(options, async ({ ask, zone }) => {
      if (!all) return { answer: await ask(operation, asked), zone };
      const items: unknown[] = [];
      for (let cursor = asked['cursor']; ; ) {
        const place = cursor === undefined ? {} : { cursor };
        const page = await ask(operation, { limit: pageMax, ...asked, ...place });
        const { items: some, next } = page as { items: readonly unknown[]; next: string | null };
        for (const item of some) items.push(item);
        if (next === null) return { answer: { ...(page as object), items }, zone };
        cursor = next;
      }
    });
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const says = error.faults.map(({ field, message }) => `--${hyphened(field)}: ${message}`);
    throw usage(says.join('; '), `pawl ${operation.name} --help tells what is taken`);
  }
}
