/** Stands for whoever sends what lies in outbox/: takes each file away the moment it is there. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface SeenFile {
  readonly name: string;
  readonly text: string;
}

const lookEveryMs = 2;

export function readerOf(workspace: string) {
  const outbox = join(workspace, 'outbox');
  const seen: SeenFile[] = [];
  const look = (): void => {
    for (const name of readdirSync(outbox).filter((one) => !one.startsWith('.'))) {
      seen.push({ name, text: readFileSync(join(outbox, name), 'latin1') });
      rmSync(join(outbox, name));
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    /** Every file that was ever there, as often as it was. */
    stop: (): readonly SeenFile[] => {
      clearInterval(timer);
      look();
      return seen;
    },
  };
}
