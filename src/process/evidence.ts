/** Evidence cites the words that decided: where they stand, and by which named rule. */
import type { FlowEvent } from './event.ts';

export interface Evidence {
  readonly finding: string;
  readonly line: number;
  readonly item: string;
  readonly words: string;
  readonly rule: string;
}

/** Evidence as a check keeps it: with the flow and file that the words came in. */
export interface CitedEvidence {
  readonly finding: string;
  readonly flow: string;
  readonly fileIdentifier: string;
  readonly line: number;
  readonly item: string;
  readonly words: string;
  readonly rule: string;
}

export const cite = (event: FlowEvent, evidence: readonly Evidence[]): CitedEvidence[] =>
  evidence.map(({ finding, line, item, words, rule }) => ({
    finding,
    flow: event.flow,
    fileIdentifier: event.fileIdentifier,
    line,
    item,
    words,
    rule,
  }));
