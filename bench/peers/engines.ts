/** The durable engines that Pawl is measured against, by the names the report gives them. */
import { runDbos } from './dbos.ts';
import { runOpenWorkflow } from './openworkflow.ts';
import { runRestate } from './restate.ts';
import type { PeerRun } from './work.ts';

export interface DurableEngine {
  readonly name: string;
  readonly run: (count: number) => Promise<PeerRun>;
}

export const engines: readonly DurableEngine[] = [
  { name: 'openworkflow', run: runOpenWorkflow },
  { name: 'restate', run: runRestate },
  { name: 'dbos', run: runDbos },
];
