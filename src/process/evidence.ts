/** Evidence cites the words that decided: where they stand, and by which named rule. */
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
