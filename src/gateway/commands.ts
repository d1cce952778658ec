/**
 * What operators do, as events like any other: with who, when and why, kept in the journal. They may
 * run beside a gateway that is at work; the store's revisions keep them apart.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { holdsCheck, type OperatorEvent } from '../process/index.ts';
import { commitUntilDone } from './batch.ts';
import { freePath, moveFile, removeFile } from './folders.ts';
import type { Gateway } from './gateway.ts';

export interface Act {
  readonly who: string;
  readonly reason: string;
}

/** Records a decision or cancellation. Throws NOT_FOUND where the MPAN has no check. */
export async function decide(
  gateway: Gateway,
  mpan: string,
  action: Exclude<OperatorEvent['action'], { name: 'resolve' } | { name: 'approve' }>,
  act: Act,
  mustExist: boolean,
): Promise<string> {
  if (mustExist) {
    const stored = (await gateway.store.loadMpans([mpan])).get(mpan);
    if (stored === undefined || stored.state.checks.length === 0) {
      throw new EngineError(
        'NOT_FOUND',
        `no check of MPAN ${mpan} is known`,
        'pawl checks lists them; a check opens with a notification or an instruction',
      );
    }
  }
  const event = operatorEvent(gateway, mpan, action, act);
  const meanings = await commitUntilDone(gateway, [event]);
  return meanings.get(event.key) ?? 'noted';
}

/**
 * Settles an Exception by its id, or the only open one of an MPAN. Throws NOT_FOUND, and
 * NOT_POSSIBLE where the item holds the check and needs a decision instead.
 */
export async function resolve(
  gateway: Gateway,
  id: string,
  accept: boolean,
  act: Act,
): Promise<string> {
  const open = await gateway.store.exceptions({ open: true });
  const [mpan = '', code] = id.split(':');
  const found =
    open.filter((exception) => exception.id === id).length > 0
      ? open.filter((exception) => exception.id === id)
      : open.filter(
          (exception) => exception.mpan === mpan && (code === undefined || exception.code === code),
        );
  const exception = found[0];
  if (exception === undefined || found.length > 1) {
    const known = (found.length > 1 ? found : open).slice(0, 8);
    throw new EngineError(
      'NOT_FOUND',
      found.length > 1 ? `${id} names ${found.length} open items` : `no open item ${id}`,
      known.length === 0
        ? 'the work queue is empty'
        : `open: ${known.map((one) => `${one.id} (${one.code})`).join(', ')}`,
    );
  }
  if (holdsCheck(exception.code) && exception.code !== 'OUT_OF_SCOPE') {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${exception.code} holds the check until it is decided`,
      `pawl decide ${exception.mpan} has|hasNot|replaced|cannotReverse|askAgain --reason …`,
    );
  }
  const action = { name: 'resolve', exceptionId: exception.id, accept } as const;
  const event = operatorEvent(gateway, exception.mpan, action, act);
  await commitUntilDone(gateway, [event]);
  return exception.code;
}

function operatorEvent(
  gateway: Gateway,
  mpan: string,
  action: OperatorEvent['action'],
  act: Act,
): OperatorEvent {
  const at = gateway.clock.now();
  const what = action.name === 'decide' ? action.decision : action.name;
  const about = action.name === 'resolve' ? action.exceptionId : what;
  return {
    kind: 'operator',
    key: `operator/${mpan}/${what}/${about}/${at}`,
    mpan,
    effectiveAt: at,
    receivedAt: at,
    // Sorts behind every flow of the same second: a person acts on what is there.
    sender: '~operator',
    fileIdentifier: what,
    line: 0,
    file: '',
    profile: gateway.config.profile,
    action,
    who: act.who,
    reason: act.reason,
  };
}

/** Puts files of rejected/ or set-aside/ back into the inbox. Throws NOT_FOUND. */
export function requeue(gateway: Gateway, files: readonly string[]): readonly string[] {
  return files.map((file) => {
    const name = basename(file);
    const candidates = [file, join('rejected', name), join('set-aside', name)];
    const source = candidates
      .map((candidate) => join(gateway.workspace, candidate))
      .find((path) => /[\\/](rejected|set-aside)[\\/]/.test(path) && existsSync(path));
    if (source === undefined) {
      throw new EngineError(
        'NOT_FOUND',
        `no file ${name} in rejected/ or set-aside/`,
        'look there, correct the file in place, and name it',
      );
    }
    const target = freePath(join('inbox', name), new Set(), gateway.workspace);
    moveFile(source, join(gateway.workspace, target));
    removeFile(`${source}.findings.json`);
    return target;
  });
}
