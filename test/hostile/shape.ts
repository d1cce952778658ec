/** One thing that a hostile counterparty could drop. */
export interface Shape {
  readonly name: string;
  /** How many in CI, and for the figures in docs/reliability.md. Of good rows, which cost what they cost, fewer. */
  readonly n: number;
  readonly big: number;
  /** Puts it into a workspace. */
  readonly drop: (workspace: string, n: number) => void;
  /** Whether its cost is to be compared for one and for twice its size. */
  readonly doubles?: boolean;
  /** Whether the gateway is to tell of it as something that failed by itself. */
  readonly isTold?: boolean;
}
