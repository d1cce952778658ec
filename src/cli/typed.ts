/**
 * Commands that are made from operations of the desk: what an operation takes becomes arguments and
 * options, `--json` prints what it answers, and a table of its own tells it to a person. Operation and
 * table are loaded when the command is called.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  answersOf,
  type Field,
  type Fields,
  fieldsOf,
  fitting,
  isFlag,
  isNothing,
  type Listed,
  type Operation,
  pagesOf,
  sheetBytes,
  sheetText,
  Unfit,
  valueOf,
  wider,
} from '../desk/index.ts';
import { EngineError } from '../engine-error.ts';
import { type ActOptions, passIfFree } from './act.ts';
import { withDesk } from './ask.ts';
import { subcommandOf, type Command, does, jsonOption, whoOption } from './command.ts';
import type { Asking } from './door.ts';
import { usage } from './failure.ts';
import { say, sayJson } from './print.ts';
import { countedInWords, numberInWords } from '../words.ts';
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
export interface AnswerText<Answer = never, Asked = never> {
  readonly lines: (answer: Answer, told: Told<Asked>) => Iterable<string>;
  /** Whether the exit code says that not all could be done, or nothing was found. */
  readonly hasFailed?: (answer: Answer) => boolean;
  /** An option of the command alone, and what is done where it is given. Returns the exit code. */
  readonly instead?: {
    readonly option: readonly [flags: string, says: string];
    readonly does: (asked: Asked, options: CallOptions, given: string) => Promise<number>;
  };
  /** Where it can be answered without a workspace: where none is there, or unless one is named. */
  readonly alone?: {
    readonly unless: 'isThere' | 'isNamed';
    readonly answer: (asked: Asked) => Promise<unknown>;
  };
  /** What is done, instead of failing, where it cannot be answered. Returns the exit code, or null. */
  readonly refused?: (error: EngineError, options: CallOptions) => number | null;
  /** Looked at before anything is asked; throws. */
  readonly needs?: (options: ActOptions) => void;
  /** What is kept in the workspace besides, by whoever has rights on it. */
  readonly keep?: (answer: Answer, workspace: string) => void;
}

/** What an act would do, shown before it is done, or in its place. */
export interface ActPreview<Answer = never> {
  readonly operation: Operation;
  readonly lines: AnswerText<Answer>['lines'];
  /** What is asked of it, by what was asked of the act. */
  readonly asks: (asked: Said) => Said;
  /** Whether it is all that was asked for, `--dry-run` aside. */
  readonly isAll: (asked: Said) => boolean;
  /** What the act takes from it; it is shown before the act where this is there. */
  readonly gives?: (answer: Answer) => Said;
}

export interface Typed {
  readonly operation: Operation;
  readonly telling: AnswerText;
  readonly preview?: ActPreview;
  /** Of a command of another name: that, and what it asks in any case. */
  readonly as?: { readonly name: string; readonly summary: string; readonly asked: Said };
}

const hyphened = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function addTyped(program: Command, one: Typed): void {
  const { operation, telling, preview, as } = one;
  const { takes, csv } = operation;
  const { name, summary } = as ?? operation;
  const typed = as === undefined ? operation.typed : '';
  if (typeof typed !== 'string') return;
  const words = name.split(' ');
  const parent = words.slice(0, -1).reduce(subcommandOf, program);
  const shows = preview?.gives === undefined ? '' : '; without a reason, show what that changes';
  const command = subcommandOf(parent, words.at(-1) ?? '').description(
    `${summary.slice(0, 1).toLowerCase()}${summary.slice(1)}${shows}`,
  );
  const fields = fieldsOf(takes);
  const places = [...typed.matchAll(/(\w+)/g)].map(([place = '']) => place);
  for (const [word = '', place = ''] of typed.matchAll(/[<[](\w+)[^\s]*/g)) {
    command.argument(word, saysOf(fields.properties[place] ?? {}));
  }
  addOptions(command, fields, [...places, ...Object.keys(as?.asked ?? {})], preview !== undefined);
  if (csv !== undefined) {
    command.option('--csv', 'print CSV').option('--xlsx <file>', 'write a workbook of Excel');
  }
  if (telling.instead !== undefined) command.option(...telling.instead.option);
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
        return await called(one, { ...asked, ...as?.asked }, options);
      } catch (error) {
        throw error instanceof Unfit ? mistyped(name, places, error) : error;
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
  if ('cursor' in properties) command.option('--all', 'all pages at once');
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

export interface CallOptions extends ActOptions {
  readonly all?: boolean;
  readonly csv?: boolean;
  readonly xlsx?: string;
  readonly dryRun?: boolean;
}

/** Asks and tells. Returns the exit code. */
async function called(one: Typed, asked: Said, options: CallOptions): Promise<number> {
  const { operation, telling } = one;
  const { instead, alone, refused } = telling;
  if (options.csv === true && options.json === true) {
    throw usage('--csv and --json cannot be used together', 'leave one of them out');
  }
  const other = instead === undefined ? undefined : optionOf(instead.option, options);
  if (instead !== undefined && other !== undefined) {
    return instead.does(asked as never, options, typeof other === 'string' ? other : '');
  }
  try {
    if (alone === undefined || !isAlone(alone.unless, options.workspace)) {
      return await calledAtDesk(one, asked, options);
    }
    const answer = await alone.answer(fitting(operation.takes, asked) as never);
    const told = { zone: 'Europe/London', asked: asked as never, isLast: true, isKept: true };
    return await tellAnswer(one, answer, told, options);
  } catch (error) {
    const code = error instanceof EngineError ? (refused?.(error, options) ?? null) : null;
    if (code === null) throw error;
    return code;
  }
}

/** The value of an option by how it is written: `--list <file>`. */
const optionOf = ([flags]: readonly [string, string], options: object): unknown =>
  Reflect.get(options, /^--(\w+)/.exec(flags)?.[1] ?? '');

function isAlone(unless: 'isThere' | 'isNamed', named: string | undefined): boolean {
  if (named !== undefined || isAtDoor()) return false;
  if (unless === 'isNamed') return true;
  try {
    findFolder(undefined);
    return false;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'WORKSPACE_MISSING') return true;
    throw error;
  }
}

/** Prints an answer as it is wanted. Returns the exit code. */
async function tellAnswer(
  { operation, telling }: Typed,
  answer: unknown,
  told: Told<never>,
  { json = false, csv = false }: CallOptions,
): Promise<number> {
  if (json) sayJson(answer);
  else if (csv) process.stdout.write(await sheetText(operation, answer));
  else {
    for (const line of telling.lines(answer as never, told)) say(line);
    tellMore(answer);
  }
  return telling.hasFailed?.(answer as never) === true ? 1 : 0;
}

async function calledAtDesk(one: Typed, asked: Said, options: CallOptions): Promise<number> {
  const { operation, telling, preview } = one;
  const isJson = options.json === true;
  const isLook = preview !== undefined && (options.dryRun === true || preview.isAll(asked));
  // A mistake is told before a workspace is looked for.
  if (isLook) fitting(preview.operation.takes, preview.asks(asked));
  else if (preview?.gives === undefined) fitting(operation.takes, asked);
  telling.needs?.(options);
  const code = await withDesk(options, async (asking) => {
    const isKept = !isAtDoor();
    const toldWith = (isLast: boolean): Told<never> => ({
      zone: asking.zone,
      asked: asked as never,
      isLast,
      isKept,
    });
    let whole = asked;
    if (preview !== undefined && (isLook || preview.gives !== undefined)) {
      const shown = await answerOf(asking, preview.operation, preview.asks(asked), true);
      if (isJson && isLook) sayJson(shown);
      if (!isJson) {
        for (const line of preview.lines(shown as never, toldWith(isLook))) say(line);
      }
      if (isLook) return 0;
      whole = { ...preview.gives?.(shown as never), ...asked };
    }
    if (options.xlsx !== undefined) return writeBook(asking, operation, asked, options.xlsx);
    // Nobody sees in a CSV that there are more pages.
    const isWhole = options.csv === true && !('limit' in asked) && !('cursor' in asked);
    const answer = await answerOf(asking, operation, whole, options.all === true || isWhole);
    const isTold = !isJson && options.csv !== true;
    const hint = isTold && isNothing(answer, asked) ? await widerInWords(asking, one, asked) : [];
    if (isKept) telling.keep?.(answer as never, findFolder(options.workspace));
    const done = await tellAnswer(one, answer, toldWith(true), options);
    if (options.csv === true) asking.taken?.(operation);
    for (const line of hint) say(line);
    return done;
  });
  if (!isLook && 'reason' in operation.takes.shape) await passIfFree(options);
  return code;
}

/** How to ask for less, where a list shows nothing; each line has a command that finds something. */
async function widerInWords(
  { ask }: Asking,
  { operation, as }: Typed,
  asked: Said,
): Promise<readonly string[]> {
  const isLook = typeof operation.route === 'string' && operation.route.startsWith('GET ');
  const found = !isLook ? null : await wider(operation, asked, async (one) => ask(operation, one));
  if (found === null) return [];
  const called = `pawl ${(as ?? operation).name}`;
  const option = ({ field, value }: { readonly field: string; readonly value: string }): string =>
    `--${hyphened(field)} ${/\s/.test(value) ? JSON.stringify(value) : value}`;
  const command = (one: Said): string =>
    [
      called,
      ...Object.entries(one).map(([field, value]) => option({ field, value: String(value) })),
    ].join(' ');
  return [
    ...found.without.map(
      (way) => `Without ${option(way)} something is found: ${command(way.asked)}`,
    ),
    ...found.nearest.map((way) => `Near it: ${command(way.asked)}`),
    ...(found.without.length > 0
      ? []
      : [
          found.all === null
            ? 'Without any filter nothing is found either.'
            : `All: ${command(found.all)}`,
        ]),
  ];
}

/** Writes a list into a file, which must not be there: what somebody has worked on is not written over. */
async function writeBook(
  { ask, zone, taken }: Asking,
  operation: Operation,
  asked: Said,
  path: string,
): Promise<number> {
  const answers = answersOf(ask, operation, asked);
  const bytes = await sheetBytes(operation, answers, { format: 'xlsx', zone });
  try {
    await pipeline(Readable.from(bytes), createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw usage(`${path} is there already`, 'name a file that is not, or take that one away');
  }
  taken?.(operation);
  say(`${path}: written`);
  return 0;
}

/** Of how many a list tells, and where it goes on. */
function tellMore(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('next' in answer)) return;
  const { next, items, counted } = answer as Partial<Listed<unknown>>;
  if (typeof next !== 'string') return;
  const isTold = items !== undefined && counted != null;
  const of = isTold ? `${numberInWords(items.length)} of ${countedInWords(counted)}` : 'not all';
  say(`There are more (these are ${of}): use --all, or --cursor ${next}`);
}

/** With `all`, the pages of a list one after the other, as one that has no next. */
async function answerOf(
  { ask }: Asking,
  operation: Operation,
  asked: Said,
  all: boolean,
): Promise<unknown> {
  if (!all || !('cursor' in operation.takes.shape)) return ask(operation, asked);
  const items: unknown[] = [];
  let last: object = {};
  for await (const page of pagesOf(ask, operation, asked)) {
    last = page;
    for (const item of page.items) items.push(item);
  }
  return { ...last, items };
}

/** In the words of the command: by the option or argument that is wrong. */
function mistyped(name: string, places: readonly string[], { faults }: Unfit): Error {
  const says = faults.map(({ field, message }) => {
    const [key = ''] = field.split('.');
    return `${places.includes(key) ? `<${key}>` : `--${hyphened(key)}`}: ${message}`;
  });
  return usage(says.join('; '), `pawl ${name} --help shows the options`);
}
