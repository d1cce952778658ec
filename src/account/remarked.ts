/**
 * What was remarked on what an MPAN was told: the findings of its files that stand at its own
 * instances, whatever those meant to its checks.
 */
import type { Finding } from '../flow/index.ts';
import type { EventReading, FlowEvent } from '../process/index.ts';
import type { Receipts } from '../store/index.ts';

interface Remarked extends Finding {
  readonly file: string;
  readonly flow: string;
}

export async function remarkedOn(
  store: Receipts,
  readings: readonly EventReading[],
): Promise<readonly Remarked[]> {
  const remarked: Remarked[] = [];
  for (const { event } of readings) {
    if (event.kind !== 'flow') continue;
    const { flow, file, sender, fileIdentifier } = event;
    const receipts = await store.receiptsFor({ sender, flow, fileIdentifier });
    const own = receipts.filter(({ name, outcome }) => name === file && outcome !== 'duplicate');
    const findings = own.flatMap((receipt) => receipt.findings);
    const here = findings.filter(({ line }) => line !== null && isWithin(event, line));
    remarked.push(...here.map((finding) => ({ ...finding, file, flow })));
  }
  return remarked;
}

const isWithin = ({ parts }: FlowEvent, at: number): boolean =>
  parts.some(({ line, text }) => at >= line && at < line + text.split('\n').length);
