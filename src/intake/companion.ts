/**
 * The seam for rooms that stand beside the backstop check: a companion hears what the gateway takes
 * in and may remark on it. The one rule: a companion has no say. What it remarks refuses nothing, and
 * where it fails, the file is taken in as if it were not there. engine.ts gives the companions.
 */
import type { Instant } from '../calendar/index.ts';
import type { Config } from '../config/index.ts';
import type { Catalogue, Finding, InstanceRecord } from '../flow/index.ts';

/** An accepted instance of a flow file, with what reads it. */
export interface ToldInstance extends Pick<InstanceRecord, 'mpan' | 'line' | 'text'> {
  readonly catalogue: Catalogue;
  readonly flow: string;
  readonly version: string;
}

export interface Companion {
  readonly name: string;
  /** At the beginning of a pass: a look at what it keeps for itself. */
  readonly look?: () => Promise<void>;
  /** On accepted instances of some flows it has something to say. */
  readonly remarks?: {
    readonly flows: readonly string[];
    readonly on: (instance: ToldInstance) => readonly Finding[];
  };
  /** Files of the inbox that are the companion's and hold nothing for a check. */
  readonly ownFiles?: OwnFiles;
}

/** What a companion gets of the gateway: where it works, and what is configured. */
interface Asked {
  readonly workspace: string;
  readonly config: Config;
}

/** What a companion does with files of its own. */
export interface OwnFiles {
  /** Whether a file is one of them, by its name and the first of its bytes. */
  readonly owns: (name: string, start: string) => boolean;
  /**
   * Reads one and does what is to be done with it. This comes before the receipt is durable, and
   * again after a crash in between: doing it twice must be harmless.
   */
  readonly read: (asked: Asked, file: OwnFile) => Promise<OwnFileRead>;
  /** What was written into reports/ since it was asked last, by the path below the workspace. */
  readonly written: () => readonly string[];
}

interface OwnFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly receivedAt: Instant;
  /** Is told how many bytes have been read, and waited for: others may have their turn then. */
  readonly progress: (bytes: number) => void | Promise<void>;
}

interface OwnFileRead {
  readonly findings: readonly Finding[];
  readonly rows: number;
  readonly rowsAccepted: number;
}
