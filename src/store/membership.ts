/**
 * Several gateways on one store: which of them are at work. Each says every few seconds that it lives. One
 * that did not for its lease may be declared dead by any other: its fence is gone, and with it all
 * that it had to itself, and whatever it still writes is refused. So there is one lease, that of the gateway.
 */
import { EngineError } from '../engine-error.ts';

/** A gateway as it joins. */
export interface NewMember {
  /** The same for each life of a gateway in its folder; letters and digits. */
  readonly id: string;
  /** As people know it: its machine and its folder. */
  readonly name: string;
  readonly version: string;
  /** Of what it goes by: gateways of two configurations would undo each other's work. */
  readonly configDigest: string;
  readonly leaseSeconds: number;
}

/** What the database says whenever a gateway tells that it lives. */
export interface Heard {
  /** The gateways that were declared dead just now, by their names. */
  readonly buried: readonly string[];
  /** The time of the database, in milliseconds since 1970. */
  readonly nowMs: number;
  /** The first gateway where it goes by another configuration; while there is none, any that does. */
  readonly other: string | null;
  /** Which Pawl the first gateway is; null while there is none. */
  readonly firstVersion: string | null;
}

/** A gateway at work, as whoever looks sees it. */
export interface MemberSeen {
  /** Its machine and its folder. */
  readonly name: string;
  readonly isFirst: boolean;
}

export interface Membership {
  /** Where another goes by another configuration, nothing was joined, and there is no fence. */
  join(member: NewMember): Promise<Heard & { readonly fence: number }>;
  /** Says that this gateway lives, and what it goes by now. Throws GATEWAY_FENCED where it was declared dead. */
  beat(configDigest: string): Promise<Heard>;
  /** Takes what one gateway alone may have, if nobody has it. Answers who has it; null: this one. */
  take(role: string): Promise<string | null>;
  /** A gateway at work that goes by another configuration; null where there is none. */
  differing(configDigest: string): Promise<string | null>;
  /**
   * Takes files in hand: at most so many of those named, in their order, and none that another has. Answers
   * which. What it has already counts as free. `root` is the token of the drop folder. `isWaiting`: of files with a receipt, that wait
   * until they are put away, and of no others; else of all others.
   */
  claimFiles(
    root: string,
    names: readonly string[],
    most: number,
    isWaiting: boolean,
  ): Promise<readonly string[]>;
  /** Gives them up again. */
  releaseFiles(root: string, names: readonly string[]): Promise<void>;
  /** Gives up whatever this gateway has, and that it is one. */
  leave(): Promise<void>;
}

export const fencedError = (): EngineError =>
  new EngineError(
    'GATEWAY_FENCED',
    'another gateway has declared this one dead, because it had not been heard of for its lease',
    'nothing is lost: the others did its work, and pawl run joins them anew; see what kept it from the database',
  );

export const skewedError = (what: string): EngineError =>
  new EngineError(
    'CLOCK_SKEWED',
    `the clock of this machine differs from that of the database: ${what}`,
    'set it, and let a time service keep it; the others go on meanwhile, and pawl run by itself once it is right',
  );

/** Whether a gateway is none any more, and has to begin anew. */
export const isOver = (error: unknown): error is EngineError =>
  error instanceof EngineError &&
  (error.code === 'GATEWAY_FENCED' || error.code === 'CLOCK_SKEWED');

/** Why a gateway has to be opened anew, where nothing is wrong: what it is among the others has changed. */
export class PlaceChanged extends Error {}

/** Whether a gateway may not go on as it is: it is none any more, another one, or its database was set back. */
export const endsWork = (error: unknown): error is Error =>
  error instanceof PlaceChanged ||
  isOver(error) ||
  (error instanceof EngineError && error.code === 'STORE_WENT_BACK');
