/**
 * Asks operations of the desk: here, beside a gateway that may be at work, or with a token in
 * PAWL_TOKEN through the door of the gateway, as its API answers.
 */
import { systemClock } from '../clock.ts';
import about from '../../package.json' with { type: 'json' };
import { type AuditPart, type Desk, deedsHere, takenAway } from '../desk/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { checkClock } from '../ground.ts';
import { createLog } from '../log.ts';
import { auditHere } from '../open-gateway.ts';
import { type ActOptions, actOf, namedAtDoor, refuseNamed } from './act.ts';
import type { Asking } from './door.ts';
import { atDesk, findFolder, isAtDoor, tokenAtHand, type Workspace } from './workspace.ts';

/** Tells a SIEM what somebody at this machine did. */
export const auditByCommand =
  ({ audit }: Pick<Gateway, 'audit'>, who: string) =>
  (told: AuditPart): void =>
    audit.tell(systemClock.now(), {
      ...told,
      who,
      role: 'approver',
      through: 'command',
      peer: null,
    });

/** The same where no store is open: what is done replaces it. */
export const auditOfWorkspace = ({ folder, config }: Workspace, who: string) =>
  auditByCommand({ audit: auditHere(folder, config, createLog('error')) }, who);

/** Opens the desk once, for as many questions as there are. */
export async function withDesk<T>(
  options: ActOptions,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  if (isAtDoor()) {
    if (options.who !== undefined) throw namedAtDoor();
    // Loaded here, because most people have rights on the store.
    const { withDoor } = await import('./door.ts');
    return withDoor(findFolder(options.workspace), tokenAtHand(), work);
  }
  return atDesk(options.workspace, (gateway) => {
    const { who } = actOf(options);
    const audit: Desk['audit'] = auditByCommand(gateway, who);
    const desk: Desk = {
      gateway,
      // Whoever may use the store may do all that is done at the desk.
      asker: { name: who, role: 'approver' },
      version: about.version,
      // Loaded here, because no other command needs them.
      templates: async () => (await import('../papers/index.ts')).paperTemplates,
      looked: (what, mpans) => {
        const at = systemClock.now();
        gateway.looks.note({ at, who, role: 'approver', through: 'command', what }, mpans);
        audit({ kind: 'look', outcome: 'done', operation: what, code: null, mpans: mpans.length });
      },
      audit,
      act: async (reason, does) => {
        refuseNamed(gateway, options);
        checkClock(systemClock.now(), await gateway.store.lastRecordedAt());
        return does(deedsHere, actOf({ ...options, ...(reason === null ? {} : { reason }) }));
      },
    };
    const { zone } = gateway.rules;
    return work({
      ask: (operation, asked) => operation.ask(desk, asked),
      zone,
      taken: ({ name }) => audit(takenAway(name)),
    });
  });
}
