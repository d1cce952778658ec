/**
 * What a paper beside the backstop check is to the rest: what is asked of it, what of it is typed and
 * shown, and what it does beside the gateway. The one rule: nobody else names a paper, so without its
 * folder and its line in `each.ts` all else stays as it is.
 */
import type { Hono } from 'hono';
import type { LocalDate } from '../calendar/index.ts';
import type { Command, Typed } from '../cli/index.ts';
import type { Operation } from '../desk/index.ts';
import type { FileTemplate } from '../files/index.ts';
import type { Finding } from '../flow/index.ts';
import type { Companion } from '../intake/index.ts';
import type { Log } from '../log.ts';
import type { Env, Web } from '../web/pages/index.ts';

export interface Paper {
  /** The first word of its commands. */
  readonly name: string;
  readonly operations: readonly Operation[];
  /** The commands that are made from its operations, each loaded when it is typed. */
  readonly typed: readonly (() => Promise<Typed>)[];
  /** What stands at its commands in the help. */
  readonly says?: string;
  /** A command that is no operation. */
  readonly addCommand?: (program: Command, asksIssues: AsksIssues) => void;
  readonly page: {
    readonly path: string;
    readonly name: string;
    readonly routes: (web: Web) => Hono<Env>;
  };
  readonly companion: (workspace: string, log: Log, asksIssues: AsksIssues) => Companion;
  /** Gives a workspace what it needs of the paper, where it is missing. */
  readonly prepare?: (workspace: string) => void;
  /** Files that are its own, and how `pawl check` reads one. */
  readonly files?: {
    readonly owns: (name: string, start: string) => boolean;
    readonly check: (path: string) => Promise<CheckedOwnFile>;
  };
  /** CSV files to be filled in that it reads. */
  readonly templates?: readonly FileTemplate[];
  /** What it knows of Codes of Practice, for other papers. Null: of the shipped register. */
  readonly issues?: (workspace: string | null) => Promise<IssueOn>;
}

interface CheckedOwnFile {
  readonly rows: number;
  readonly rowsAccepted: number;
  readonly findings: readonly Finding[];
}

/** What is known of the issue of a Code of Practice on a day; null where it is not known. */
export type IssueOn = (cop: string, on: LocalDate) => string | null;

export type AsksIssues = (workspace: string | null) => Promise<IssueOn>;

export const noRegister: IssueOn = () => null;
