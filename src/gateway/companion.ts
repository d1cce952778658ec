/**
 * The seam for rooms that stand beside the backstop check: a companion hears what the gateway takes
 * in and may remark on it. The one rule: a companion has no say. What it remarks refuses nothing, and
 * where it fails, the file is taken in as if it were not there. engine.ts lists the companions; with
 * its line there a companion is gone.
 */
import type { Instant } from '../calendar/index.ts';
import {
  type Catalogue,
  type Envelope,
  type Finding,
  findingOf,
  type InstanceRecord,
} from '../flow/index.ts';
import type { FileOutcome } from '../store/index.ts';
import type { Gateway } from './gateway.ts';
import { tellMishap } from './mishap.ts';

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

/** What a companion does with files of its own. */
export interface OwnFiles {
  /** Whether a file is one of them, by its name and the first of its bytes. */
  readonly owns: (name: string, start: string) => boolean;
  /**
   * Reads one and does what is to be done with it. This comes before the receipt is durable, and
   * again after a crash in between: doing it twice must be harmless.
   */
  readonly read: (gateway: Gateway, file: OwnFile) => Promise<OwnFileRead>;
  /** What was written into reports/ since it was asked last, by the path below the workspace. */
  readonly written: () => readonly string[];
}

export interface OwnFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly receivedAt: Instant;
  /** Is told how many bytes have been read, and waited for: others may have their turn then. */
  readonly progress: (bytes: number) => void | Promise<void>;
}

export interface OwnFileRead {
  readonly findings: readonly Finding[];
  readonly rows: number;
  readonly rowsAccepted: number;
}

/** Lets each companion look after its own things; one that fails does not hold up the pass. */
export async function lookAside(gateway: Gateway): Promise<void> {
  for (const { name, look } of gateway.companions) {
    try {
      await look?.();
    } catch (error) {
      tellMishap(gateway, { code: 'PART_FAILED', about: name, error });
    }
  }
}

/** The remarks on one file, gathered instance by instance. */
export interface Remarks {
  readonly isWanted: boolean;
  readonly add: (instance: InstanceRecord) => void;
  /** The receipt with the remarks behind its findings, up to the limit. */
  readonly onto: <T extends { readonly findings: readonly Finding[] }>(receipt: T) => T;
}

/** Nothing is remarked on a file that is refused or set aside. */
export function remarksFor(
  { companions, config, log, rules }: Gateway,
  envelope: Pick<Envelope, 'flow' | 'version'> | null,
  outcome: FileOutcome | null,
): Remarks {
  const { flow, version } = envelope ?? { flow: '', version: '' };
  const isTaken = outcome === null || outcome === 'not-ours';
  const wanted = companions.filter(({ remarks }) => isTaken && remarks?.flows.includes(flow));
  const { findingsMax } = config.limits;
  const gathered: Finding[] = [];
  return {
    isWanted: wanted.length > 0,
    add: (instance) => {
      if (!instance.accepted || gathered.length > findingsMax) return;
      for (const { name, remarks } of wanted) {
        const { mpan, line, text } = instance;
        const told = { catalogue: rules.catalogue, flow, version, mpan, line, text };
        try {
          const said = remarks?.on(told) ?? [];
          gathered.push(...said.filter(({ severity }) => severity === 'warn'));
        } catch (error) {
          // A check does not wait for what stands beside it.
          log.error({ companion: name, err: error }, 'a companion failed');
        }
      }
    },
    onto: (receipt) =>
      gathered.length === 0
        ? receipt
        : { ...receipt, findings: within(findingsMax, receipt.findings, gathered) },
  };
}

function within(
  max: number,
  findings: readonly Finding[],
  remarks: readonly Finding[],
): readonly Finding[] {
  const room = Math.max(max - findings.length, 0);
  if (remarks.length <= room) return [...findings, ...remarks];
  const isSaid = findings.some(({ code }) => code === 'FINDINGS_TOO_MANY');
  const rest = `Of the remarks on this file only ${room} are listed.`;
  const tooMany = findingOf('FINDINGS_TOO_MANY', { line: null, group: null, item: null }, rest);
  return [...findings, ...remarks.slice(0, room), ...(isSaid ? [] : [tooMany])];
}
