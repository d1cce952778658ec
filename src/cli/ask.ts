/**
 * Asks an operation of the desk: here, beside a gateway that may be at work, or with a token in
 * PAWL_TOKEN through the door of the gateway, as its API answers.
 */
import { systemClock } from '../clock.ts';
import about from '../../package.json' with { type: 'json' };
import type { Desk, Operation } from '../desk/index.ts';
import { checkClock } from '../ground.ts';
import { type ActOptions, actOf, namedAtDoor, refuseNamed } from './act.ts';
import { askAtDoor } from './door.ts';
import { atDesk, findFolder, isAtDoor, tokenAtHand } from './workspace.ts';

export interface Answered {
  readonly answer: unknown;
  /** In which the dates of the answer are told. */
  readonly zone: string;
}

type Words = Readonly<Record<string, unknown>>;

export async function ask(
  operation: Operation,
  asked: Words,
  options: ActOptions,
): Promise<Answered> {
  if (isAtDoor()) {
    if (options.who !== undefined) throw namedAtDoor();
    return askAtDoor(findFolder(options.workspace), tokenAtHand(), operation, asked);
  }
  return atDesk(options.workspace, async (gateway, deeds) => {
    const desk: Desk = {
      gateway,
      // Whoever may use the store may do all that is done at the desk.
      asker: { name: actOf(options).who, role: 'approver' },
      version: about.version,
      act: async (reason, work) => {
        refuseNamed(gateway, options);
        checkClock(systemClock.now(), await gateway.store.lastRecordedAt());
        return work(deeds, actOf({ ...options, ...(reason === null ? {} : { reason }) }));
      },
    };
    return { answer: await operation.ask(desk, asked), zone: gateway.rules.zone };
  });
}
