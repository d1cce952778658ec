/**
 * A question or an act of the desk as a value: its name, who may ask, what it takes, what it answers,
 * and what is done. The command, its `--json`, the route of the API, its published description and the
 * page are made from it, so that none of them can say otherwise than the others.
 */
import { z } from 'zod';
import type { AuditEvent } from '../audit/index.ts';
import { codeOf } from '../bug.ts';
import { expectedBy, type AccessRole } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import type { FileTemplate } from '../files/index.ts';
import type { StageCounter } from '../report/index.ts';
import type { Act, Gateway } from '../gateway/index.ts';
import type { Deeds } from './deeds.ts';
import { listSheet, type Sheet } from './list-sheet.ts';

/** Who asks: the login that the journal keeps, and what they may do. */
interface Asker {
  readonly name: string;
  readonly role: AccessRole;
}

/** What of an audit line the operation knows; who asks, and through what, its face knows. */
export type AuditPart = Pick<AuditEvent, 'kind' | 'outcome' | 'operation' | 'code' | 'mpans'>;

/** What an operation has at hand, whichever face it was asked through. */
export interface Desk {
  readonly gateway: Gateway;
  readonly asker: Asker;
  /** Of this Pawl, such as 0.2.0. */
  readonly version: string;
  /** CSV files that papers read. */
  readonly templates: () => Promise<readonly FileTemplate[]>;
  /** The stages of all checks where they are kept counted; else they are counted when it is asked. */
  readonly counted?: StageCounter['counted'];
  /** Keeps that whoever asks has seen what is kept of the homes of these MPANs. */
  readonly looked: (what: string, mpans: readonly string[]) => void;
  /** Tells a SIEM what was done, or was not. */
  readonly audit: (told: AuditPart) => void;
  /** Does what changes something, under the name of whoever asks. Without a reason it may go only where the operation says so. */
  readonly act: <T>(
    reason: string | null,
    work: (deeds: Deeds, act: Act) => Promise<T>,
  ) => Promise<T>;
}

/** A face that an operation does not have, and why. */
interface No {
  readonly no: string;
}

/** A value that nobody changes any more, whatever its shape says. */
export type Settled<T> = T extends readonly (infer Item)[]
  ? readonly Settled<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Settled<T[Key]> }
    : T;

/** The groups of the API's description and of `pawl --help`, in their order. */
const groups = [
  'Desk',
  'Checks',
  'Work queue',
  'Alerts',
  'Files',
  'Reports',
  'Calendar',
  'Search',
  'Settings',
  'Papers',
  'Acts',
] as const;

interface Definition<Takes extends z.ZodObject, Answers extends z.ZodType> {
  /** The words of its command: `checks`, `calendar undo`. */
  readonly name: string;
  readonly group: (typeof groups)[number];
  /** What it is for, in one line. */
  readonly summary: string;
  /** The least role of whoever asks. */
  readonly role: AccessRole;
  readonly takes: Takes;
  readonly answers: Answers;
  /** Where the API has it, as `GET /checks/:mpan`; what is not in its path is query or body. */
  readonly route: `${'GET' | 'POST'} /${string}` | No;
  /** What is typed after its name, as `<mpan> [file...]`; the rest of what it takes are options. */
  readonly typed: string | No;
  /** Something it may be asked, for the docs; a test asks it. */
  readonly example: z.input<Takes>;
  /** Problems of its own, besides those that any request may meet. */
  readonly problems?: readonly (404 | 409)[];
  /** Its form as CSV and workbook, where that is another than a row for each item of a list. */
  readonly csv?: (answer: Settled<z.output<Answers>>) => Sheet;
  /** The MPANs of which an answer shows more than their number and where their checks stand. */
  readonly looks?: (answer: Settled<z.output<Answers>>) => readonly string[];
  readonly run: (desk: Desk, asked: z.output<Takes>) => Promise<Settled<z.input<Answers>>>;
}

export interface Operation {
  readonly name: string;
  readonly group: (typeof groups)[number];
  readonly summary: string;
  readonly role: AccessRole;
  readonly takes: z.ZodObject;
  readonly answers: z.ZodType;
  readonly route: string | No;
  readonly typed: string | No;
  readonly example: Readonly<Record<string, unknown>>;
  readonly problems: readonly number[];
  /** Where it may be had as CSV and workbook too. */
  readonly csv?: (answer: never) => Sheet;
  /** Throws Unfit for what it does not take, EngineError for what cannot be done. */
  readonly ask: (desk: Desk, asked: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

/** An operation that is asked with the shapes known, as pages do, or with whatever was sent. */
export interface KnownOperation<Takes extends z.ZodObject, Answers extends z.ZodType>
  extends Operation {
  readonly takes: Takes;
  readonly answers: Answers;
  readonly run: Definition<Takes, Answers>['run'];
  readonly csv?: (answer: Settled<z.output<Answers>>) => Sheet;
  readonly ask: (
    desk: Desk,
    asked: Readonly<Record<string, unknown>>,
  ) => Promise<Settled<z.output<Answers>>>;
}

/** What an operation takes, as it is said. */
export type AskedOf<One extends { readonly takes: z.ZodType }> = Settled<z.input<One['takes']>>;

/** What an operation answers. */
export type AnswerOf<One extends { readonly answers: z.ZodType }> = Settled<
  z.output<One['answers']>
>;

export function operation<Takes extends z.ZodObject, Answers extends z.ZodType>(
  definition: Definition<Takes, Answers>,
): KnownOperation<Takes, Answers> {
  const { takes, run, problems = [] } = definition;
  const csv = definition.csv ?? listSheet(definition.answers);
  return {
    ...definition,
    ...(csv === undefined ? {} : { csv }),
    problems,
    ask: async (desk, asked) => {
      const { name } = definition;
      const asking = acting(name, desk);
      const answer = (await run(asking, fitting(takes, asked))) as Settled<z.output<Answers>>;
      const mpans = definition.looks?.(answer) ?? [];
      if (mpans.length > 0) desk.looked(name, mpans);
      return answer;
    },
  };
}

/** An answer that left as a file. */
export const takenAway = (operation: string): AuditPart => ({
  kind: 'export',
  outcome: 'done',
  operation,
  code: null,
  mpans: null,
});

/** The desk where each act is told to a SIEM, however it ends. */
const acting = (operation: string, desk: Desk): Desk => ({
  ...desk,
  act: (reason, work) => toldAct(desk.audit, operation, () => desk.act(reason, work)),
});

type Told = <T>(
  audit: Desk['audit'],
  operation: string,
  work: () => Promise<T>,
  mpans?: number | null,
) => Promise<T>;

/** Does an act, and tells a SIEM how it ended. */
export const toldAct: Told = (audit, operation, work, mpans) =>
  told('act', audit, operation, work, mpans);

/** Takes data away, and tells a SIEM how that ended. */
export const toldExport: Told = (audit, operation, work, mpans) =>
  told('export', audit, operation, work, mpans);

async function told<T>(
  kind: AuditPart['kind'],
  audit: Desk['audit'],
  operation: string,
  work: () => Promise<T>,
  mpans: number | null = null,
): Promise<T> {
  const tell = (outcome: AuditPart['outcome'], code: string | null): void =>
    audit({ kind, outcome, operation, code, mpans });
  try {
    const done = await work();
    tell('done', null);
    return done;
  } catch (error) {
    // What a face refuses by itself was foreseen as well: it says what to do.
    const isForeseen = error instanceof Error && 'hint' in error;
    tell(isForeseen ? 'refused' : 'failed', isForeseen ? codeOf(error) : null);
    throw error;
  }
}

/** One part of what was asked, and what is wrong with it. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** What was asked is not what the operation takes. */
export class Unfit extends EngineError {
  readonly faults: readonly FieldFault[];

  constructor(faults: readonly FieldFault[]) {
    const says = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
    super('USAGE', says, 'GET /openapi.json and /api say what each route takes');
    this.faults = faults;
  }
}

/** The value as the shape has it. Throws Unfit. */
export function fitting<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  throw new Unfit(read.error.issues.flatMap(faultsIn));
}

function faultsIn({ code, path, message, ...issue }: z.core.$ZodIssue): FieldFault[] {
  const at = path.map(String);
  if (code === 'unrecognized_keys') {
    const { keys } = issue as { readonly keys: readonly string[] };
    return keys.map((key) => ({ field: [...at, key].join('.'), message: 'is not known here' }));
  }
  return [{ field: at.join('.') || 'body', message: mistakeBy(message) }];
}

/** A message of ours says it all; one of the library is put as it is for the configuration. */
function mistakeBy(message: string): string {
  if (!/^(Invalid|Too) /.test(message)) return message;
  const most = / string to have <=(\d+) characters$/.exec(message)?.[1];
  if (most !== undefined) return `must have at most ${most} characters`;
  const start = message.endsWith(', received undefined') ? 'is missing: ' : '';
  return `${start}expected ${expectedBy(message)}`;
}
