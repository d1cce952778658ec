/**
 * Commands that are made from operations of the desk: what an operation takes becomes arguments and
 * options, `--json` prints what it answers, and a table of its own tells it to a person. Operation and
 * table are loaded when the command is called.
 */
import {
  type Field,
  type Fields,
  fieldsOf,
  fitting,
  isFlag,
  type Operation,
  Unfit,
  valueOf,
} from '../desk/index.ts';
import { type ActOptions, passIfFree } from './act.ts';
import { withDesk } from './ask.ts';
import { below, type Command, does, jsonOption, whoOption } from './command.ts';
import type { Asking } from './door.ts';
import { usage } from './failure.ts';
import { say, sayJson } from './print.ts';
import { findFolder, isAtDoor } from './workspace.ts';

/** What the lines of an answer are made with. */
interface Told<Asked> {
  readonly zone: string;
  readonly asked: Asked;
  /** False of a preview that is shown before its act. */
  readonly isLast: boolean;
  /** Whether what there is to be kept was kept: at the door nobody has rights on the workspace. */
  readonly isKept: boolean;
}

type Said = Readonly<Record<string, unknown>>;

/** How an answer is told to a person at a terminal, a line at a time. */
export interface Telling<Answer = never, Asked = never> {
  readonly lines: (answer: Answer, told: Told<Asked>) => Iterable<string>;
  /** Whether the exit code says that not all could be done. */
  readonly hasFailed?: (answer: Answer) => boolean;
  /** Looked at before anything is asked; throws. */
  readonly needs?: (options: ActOptions) => void;
  /** What is kept in the workspace besides, by whoever has rights on it. */
  readonly keep?: (answer: Answer, workspace: string) => void;
}

/** What an act would do, shown before it is done, or in its place. */
export interface Preview<Answer = never> {
  readonly operation: Operation;
  readonly lines: Telling<Answer>['lines'];
  /** What is asked of it, by what was asked of the act. */
  readonly asks: (asked: Said) => Said;
  /** Whether it is all that was asked for, `--dry-run` aside. */
  readonly isAll: (asked: Said) => boolean;
  /** What the act takes from it; it is shown before the act where this is there. */
  readonly gives?: (answer: Answer) => Said;
}

export interface Typed {
  readonly operation: Operation;
  readonly telling: Telling;
  readonly preview?: Preview;
}

const hyphened = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function addTyped(program: Command, one: Typed): void {
  const { operation, preview } = one;
  const { name, summary, takes, typed } = operation;
  if (typeof typed !== 'string') return;
  const words = name.split(' ');
  const parent = words.slice(0, -1).reduce(below, program);
  const shows = preview?.gives === undefined ? '' : '; without a reason, show what that changes';
  const command = below(parent, words.at(-1) ?? '').description(
    `${summary.slice(0, 1).toLowerCase()}${summary.slice(1)}${shows}`,
  );
  const fields = fieldsOf(takes);
  const places = [...typed.matchAll(/(\w+)/g)].map(([place = '']) => place);
  for (const [word = '', place = ''] of typed.matchAll(/[<[](\w+)[^\s]*/g)) {
    command.argument(word, saysOf(fields.properties[place] ?? {}));
  }
  addOptions(command, fields, places, preview !== undefined);
  command.action(
    does(async (given, options) => {
      const typedIn: Said = {
        ...(options as Said),
        ...Object.fromEntries(places.map((place, at) => [place, given[at]])),
      };
      const asked = Object.fromEntries(
        Object.entries(fields.properties).flatMap(([key, field]) =>
          typedIn[key] === undefined ? [] : [[key, valueOf(field, typedIn[key])]],
        ),
      );
      try {
        return await called(one, asked, options);
      } catch (error) {
        throw error instanceof Unfit ? mistyped(operation, places, error) : error;
      }
    }),
  );
}

function addOptions(
  command: Command,
  { properties, required }: Fields,
  places: readonly string[],
  isShownFirst: boolean,
): void {
  for (const [key, field] of Object.entries(properties)) {
    if (places.includes(key)) continue;
    const flags = isFlag(field)
      ? `--${hyphened(key)}`
      : `--${hyphened(key)} <${wordFor(key, field)}>`;
    if (required.includes(key) && !isShownFirst) command.requiredOption(flags, saysOf(field));
    else command.option(flags, saysOf(field));
  }
  if (isShownFirst) command.option('--dry-run', 'show what that would do, and do nothing');
  if ('cursor' in properties) command.option('--all', 'every page as one');
  if ('reason' in properties) command.option(...whoOption);
  command.option(...jsonOption);
}

const saysOf = ({ description = '', enum: words }: Field): string =>
  (words === undefined ? description : `${description} (${words.join(', ')})`).trim();

const wordFor = (key: string, { format, type }: Field): string =>
  format === 'date'
    ? 'date'
    : format === 'date-time'
      ? 'instant'
      : type === 'integer'
        ? 'number'
        : key === 'reason'
          ? 'text'
          : hyphened(key);

interface CallOptions extends ActOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

/** Asks and tells. Returns the exit code. */
async function called(
  { operation, telling, preview }: Typed,
  asked: Said,
  options: CallOptions,
): Promise<number> {
  const isJson = options.json === true;
  const isLook = preview !== undefined && (options.dryRun === true || preview.isAll(asked));
  // A mistake is told before a workspace is looked for.
  if (isLook) fitting(preview.operation.takes, preview.asks(asked));
  else if (preview?.gives === undefined) fitting(operation.takes, asked);
  telling.needs?.(options);
  const code = await withDesk(options, async (asking) => {
    const isKept = !isAtDoor();
    const tell = (lines: Telling['lines'], answer: unknown, isLast: boolean): void => {
      const told = { zone: asking.zone, asked: asked as never, isLast, isKept };
      for (const line of lines(answer as never, told)) say(line);
    };
    let whole = asked;
    if (preview !== undefined && (isLook || preview.gives !== undefined)) {
      const shown = await answerOf(asking, preview.operation, preview.asks(asked), true);
      if (isJson && isLook) sayJson(shown);
      if (!isJson) tell(preview.lines, shown, isLook);
      if (isLook) return 0;
      whole = { ...preview.gives?.(shown as never), ...asked };
    }
    const answer = await answerOf(asking, operation, whole, options.all === true);
    if (isKept) telling.keep?.(answer as never, findFolder(options.workspace));
    if (isJson) sayJson(answer);
    else tell(telling.lines, answer, true);
    if (!isJson) tellMore(answer);
    return telling.hasFailed?.(answer as never) === true ? 1 : 0;
  });
  if (!isLook && 'reason' in operation.takes.shape) await passIfFree(options);
  return code;
}

/** Where a list goes on. */
function tellMore(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('next' in answer)) return;
  const { next } = answer;
  if (typeof next === 'string') say(`There are more: --all, or --cursor ${next}`);
}

/** The most that a list answers at once. */
const pageMax = 500;

/** With `all`, the pages of a list one after the other, as one that has no next. */
async function answerOf(
  { ask }: Asking,
  operation: Operation,
  asked: Said,
  all: boolean,
): Promise<unknown> {
  if (!all || !('cursor' in operation.takes.shape)) return ask(operation, asked);
  const items: unknown[] = [];
  for (let cursor = asked['cursor']; ; ) {
    const place = cursor === undefined ? {} : { cursor };
    const page = await ask(operation, { limit: pageMax, ...asked, ...place });
    const { items: some, next } = page as { items: readonly unknown[]; next: string | null };
    for (const item of some) items.push(item);
    if (next === null) return { ...(page as object), items };
    cursor = next;
  }
}

/** In the words of the command: by the option or argument that is wrong. */
function mistyped({ name }: Operation, places: readonly string[], { faults }: Unfit): Error {
  const says = faults.map(({ field, message }) => {
    const [key = ''] = field.split('.');
    return `${places.includes(key) ? `<${key}>` : `--${hyphened(key)}`}: ${message}`;
  });
  return usage(says.join('; '), `pawl ${name} --help tells what is taken`);
}
