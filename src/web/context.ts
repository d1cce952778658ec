/** What every page and every route of the API has at hand. */
import type { Context as HonoContext } from 'hono';
import type { ReportName, AccessRole } from '../config/index.ts';
import type { Deeds, SheetFormat } from '../desk/index.ts';
import type { FileTemplate } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Changes } from './changes.ts';
import type { AskedDesks, FoundDesks, OtherDesk } from './desks.ts';
import { type Identities, mayAct, type Person, type Session, type Written } from './identity.ts';
import { Problem } from './problem.ts';
import type { TroubleTold } from './troubles.ts';

export interface Web {
  /** The gateway as it is now: its rules may be replaced between two requests. */
  readonly gateway: () => Gateway;
  readonly identities: Identities;
  readonly version: string;
  /** Asks the running gateway to look again soon; it takes in, writes and alerts as ever. */
  readonly nudge: () => void;
  /** Where acts are done elsewhere than here: by the one thread that writes. */
  readonly deeds?: Deeds;
  /** Where reports are made elsewhere than here, so that a long one keeps nobody waiting. */
  readonly reportBody?: ReportBody;
  /** Behind a front that has several desks: in which others somebody has an account. */
  readonly otherDesks?: (asked: Omit<AskedDesks, 'of'>) => Promise<FoundDesks>;
  /** Tells of passes that changed something. */
  readonly changes: Changes;
}

/** What a report is asked for by. */
export interface AskedReport {
  readonly name: ReportName;
  readonly from: string | null;
  readonly to: string | null;
  readonly format: 'json' | SheetFormat;
}

type ReportBody = (asked: AskedReport) => Promise<Uint8Array<ArrayBuffer>>;

/** A form that was not done, as its page shows it once more. */
export interface RefusedFields {
  /** Where it was sent. */
  readonly action: string;
  readonly fields: Written['fields'];
  /** Why it was refused; null where the session had ended. */
  readonly problem: Problem | null;
  /** What is wrong with which of its fields. */
  readonly faults: Readonly<Record<string, string>>;
  /** The fields beside which the page says so. */
  readonly marked: Set<string>;
}

/** What the app remembers of one request. */
interface Variables {
  /** What every page tells: the troubles of the gateway that are not over. */
  readonly troubles?: readonly TroubleTold[];
  /** Other desks in which this person has an account. */
  readonly otherDesks?: readonly OtherDesk[];
  /** Which this one is, where there are others. */
  readonly desk?: string;
  /** Beside the check: what other papers ask, and the way in for programs. */
  readonly beside: readonly { readonly path: string; readonly name: string }[];
  /** CSV files that papers read. */
  readonly templates: readonly FileTemplate[];
  readonly person: Person;
  /** Where the request comes from. */
  readonly peer: string;
  /** Whether an address tells of what was done. */
  readonly isDone: (address: URL) => boolean;
  /** Of an answer to a form: the page that it was sent from. */
  readonly from?: string;
  /** What a form with files said besides them. */
  readonly sent?: Readonly<Record<string, string>>;
  readonly cameBack?: RefusedFields;
  /** Null where a program came with a token. */
  readonly session: Session | null;
}

export interface Env {
  Variables: Variables;
}

export type Context = HonoContext<Env>;

/** Throws 403 where the person's role does not suffice. */
export function needs(context: Context, role: AccessRole): Person {
  const person = context.get('person');
  if (mayAct(person, role)) return person;
  throw new Problem(
    403,
    'NOT_ALLOWED',
    `${person.name} has the role ${person.role}; this needs the role ${role}`,
    'ask the person who keeps web.tokens in pawl.config.json',
  );
}

/** Throws 403 for a form that does not bring the word of the session it is sent in. */
export function refuseForged(context: Context, given: string | undefined): void {
  const session = context.get('session');
  if (session === null || given === session.csrf) return;
  throw new Problem(
    403,
    'FORM_NOT_OURS',
    'the form is of a session that has ended, or did not come from a page here',
    'look at it and send it again from the page; programs send a bearer token instead of a cookie',
  );
}
