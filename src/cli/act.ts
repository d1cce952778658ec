/**
 * What every operator command has in common: who acts and why, and afterwards one pass, so that what
 * the action let go is written at once. Where a gateway is running, that pass is its own next one.
 */
import { userInfo } from 'node:os';
import type { Pass } from '../engine.ts';
import { EngineError, type EngineErrorCode } from '../engine-error.ts';
import type { Act, Gateway } from '../gateway/index.ts';
import { usage } from './failure.ts';
import { say, sayAside } from './print.ts';
import { asGateway, deskLog, findWorkspace, isAtDoor } from './workspace.ts';

export interface ActOptions {
  readonly workspace?: string;
  readonly reason?: string;
  readonly who?: string;
  readonly json?: boolean;
}

/** With a token, and under four eyes, nobody says who they are. */
export function refuseNamed({ config }: Gateway, { who }: ActOptions): void {
  if (isAtDoor() && who !== undefined) throw namedAtDoor();
  if (!config.fourEyes || who === undefined) return;
  throw usage(
    '--who cannot be used with fourEyes',
    'an act is recorded under your login; another person uses their own',
  );
}

export const namedAtDoor = () =>
  usage('--who cannot be used with PAWL_TOKEN', 'an act is recorded under the person of the token');

export function actOf({ reason, who }: ActOptions): Act {
  if (reason !== undefined && reason.trim() === '') {
    throw usage('--reason is empty', 'say in a few words why: it is kept in the journal');
  }
  return { who: who ?? userName(), reason: reason ?? '' };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Makes one pass, or says who will. */
export async function passIfFree({ workspace, json }: ActOptions): Promise<void> {
  const pass = isAtDoor() ? whoDoesTheRest.GATEWAY_RUNNING : await onePass(workspace);
  // What the answer is made of is JSON alone; what else happened is said beside it.
  const tell = json === true ? sayAside : say;
  if (typeof pass === 'string') {
    tell(pass);
    return;
  }
  const { receiptInWords } = await import('./once.ts');
  for (const receipt of pass.receipts) tell(receiptInWords(receipt));
  for (const name of pass.written) tell(`outbox/${name}: written`);
  for (const { name } of pass.waiting) tell(`${name}: left for now, it may not be complete yet`);
}

/** What to say where the pass is left to the gateway; the action itself is done. */
const whoDoesTheRest = {
  GATEWAY_RUNNING: 'The running gateway does the rest.',
  // Secrets are for the gateway's user: others act at the desk without them.
  CONFIG_INVALID: 'The gateway does the rest, because this user cannot use its configuration.',
} as const satisfies Partial<Record<EngineErrorCode, string>>;

async function onePass(given: string | undefined): Promise<Pass | string> {
  try {
    return await asGateway(
      findWorkspace(given),
      deskLog(),
      (engine) => engine.pass({ final: false }),
      { command: `pawl ${process.argv[2] ?? ''}`, stays: false },
    );
  } catch (error) {
    const told =
      error instanceof EngineError
        ? (whoDoesTheRest as Partial<Record<string, string>>)[error.code]
        : undefined;
    if (told === undefined) throw error;
    return told;
  }
}
