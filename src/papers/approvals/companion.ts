/**
 * The register beside the gateway: read again whenever its files have changed, and asked about the
 * meters of each D0268 and D0150. A register that cannot be read is told in the log, once, and the last
 * one that could be read stays.
 */
import { statSync } from 'node:fs';
import { EngineError } from '../../engine-error.ts';
import type { Companion } from '../../intake/index.ts';
import type { Log } from '../../log.ts';
import { type Kind, kinds } from './register.ts';
import { readRegister, registerPath } from './register-files.ts';
import { flowsWithMeters, type Remarks, remarksBy } from './remarks.ts';

export function approvalsCompanion(workspace: string, log: Log): Companion {
  let remarks: Remarks = () => [];
  let seen = '';
  return {
    name: 'approvals',
    look: async () => {
      const look = kinds.map((kind) => lookOf(workspace, kind)).join(' ');
      if (look === seen) return;
      seen = look;
      try {
        remarks = remarksBy(await readRegister(workspace));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        log.error({ code: error.code, hint: error.hint }, error.message);
      }
    },
    remarks: { flows: flowsWithMeters, on: (instance) => remarks(instance) },
  };
}

function lookOf(workspace: string, kind: Kind): string {
  const path = registerPath(workspace, kind);
  const { mtimeMs, size, ino } = statSync(path);
  return `${path} ${ino} ${size} ${mtimeMs}`;
}
