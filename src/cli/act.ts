/**
 * What every operator command has in common: who acts and why, an action on the store beside a
 * gateway that may be at work, and afterwards one pass, so that what the action let go is written at
 * once. Where a gateway is running, that pass is its own next one.
 */
import { userInfo } from 'node:os';
import { systemClock } from '../clock.ts';
import type { Pass } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import { type Act, type Gateway } from '../gateway/index.ts';
import { checkClock } from '../ground.ts';
import { usage } from './failure.ts';
import { receiptInWords } from './once.ts';
import { say } from './print.ts';
import { asGateway, atDesk, deskLog, findWorkspace } from './workspace.ts';

export interface ActOptions {
  readonly workspace?: string;
  readonly reason?: string;
  readonly who?: string;
}

/** Does the action, then makes one pass or says who will. */
export async function acting<T>(
  options: ActOptions,
  work: (gateway: Gateway, act: Act) => Promise<T>,
): Promise<T> {
  const act = actOf(options);
  const result = await atDesk(options.workspace, async (gateway) => {
    checkClock(systemClock.now(), await gateway.store.lastRecordedAt());
    return work(gateway, act);
  });
  await passIfFree(options.workspace);
  return result;
}

function actOf({ reason, who }: ActOptions): Act {
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

async function passIfFree(given: string | undefined): Promise<void> {
  const pass = await onePass(given);
  if (pass === 'running') {
    say('The running gateway does the rest.');
    return;
  }
  for (const receipt of pass.receipts) say(receiptInWords(receipt));
  for (const name of pass.written) say(`outbox/${name}: written`);
  for (const { name } of pass.waiting) say(`${name}: left, it may still be being written`);
}

async function onePass(given: string | undefined): Promise<Pass | 'running'> {
  try {
    return await asGateway(findWorkspace(given), deskLog(), (engine) =>
      engine.pass({ final: false }),
    );
  } catch (error) {
    if (error instanceof EngineError && error.code === 'GATEWAY_RUNNING') return 'running';
    throw error;
  }
}
