/**
 * How companions are heard: each looks after its own things at the beginning of a pass, and remarks on
 * the files that are taken in, behind the findings.
 */
import { type Envelope, type Finding, findingOf, type InstanceRecord } from '../flow/index.ts';
import type { FileOutcome } from '../store/index.ts';
import { tellMishap } from '../gateway/index.ts';
import type { Intake } from './intake.ts';

/** Lets each companion look after its own things; one that fails does not hold up the pass. */
export async function lookAside(intake: Intake): Promise<void> {
  for (const { name, look } of intake.companions) {
    try {
      await look?.();
    } catch (error) {
      tellMishap(intake, { code: 'PART_FAILED', about: name, error });
    }
  }
}

/** The remarks on one file, gathered instance by instance. */
interface Remarks {
  readonly isWanted: boolean;
  readonly add: (instance: InstanceRecord) => void;
  /** The receipt with the remarks behind its findings, up to the limit. */
  readonly onto: <T extends { readonly findings: readonly Finding[] }>(receipt: T) => T;
}

/** Nothing is remarked on a file that is refused or set aside. */
export function remarksFor(
  { companions, config, log, rules }: Intake,
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
