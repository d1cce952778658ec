/** The operator commands a story may contain, in the words of the command line. */
import { EngineError } from '../engine-error.ts';
import {
  approve,
  type Gateway,
  hearDecision,
  resolve,
  takeBack,
  teach,
  undoApprovals,
  undoMerge,
} from '../gateway/index.ts';
import { requeue } from '../intake/index.ts';
import { decisions } from '../process/index.ts';

export async function runCommand(gateway: Gateway, command: readonly string[]): Promise<void> {
  const { words, options } = split(command);
  const [name = '', ...rest] = words;
  const act = { who: options.get('who') ?? 'story', reason: options.get('reason') ?? '' };
  const [subject = '', verb = ''] = rest;
  switch (name) {
    case 'decide': {
      const decision = decisions.find((known) => known === verb);
      if (decision === undefined) throw invalid(`decide takes ${decisions.join(', ')}`);
      await hearDecision(gateway, subject, { name: 'decide', decision }, act);
      return;
    }
    case 'cancel':
      await hearDecision(gateway, subject, { name: 'cancel' }, act);
      return;
    case 'resolve':
      if (verb !== 'accept' && verb !== 'dismiss') throw invalid('resolve takes accept or dismiss');
      await resolve(gateway, subject, verb === 'accept', act);
      return;
    case 'approve':
      await approve(gateway, { ids: rest }, act);
      return;
    case 'undo':
      await undoApprovals(gateway, { ids: rest.filter((id) => id !== 'all') }, act);
      return;
    case 'take-back':
      await takeBack(gateway, subject, { revision: null, forOthers: true }, act);
      return;
    case 'requeue':
      await requeue(gateway, rest, act);
      return;
    case 'reference':
      await runReference(gateway, rest, options, act);
      return;
    default:
      throw invalid(`"${name}" is not a command of a story`);
  }
}

async function runReference(
  gateway: Gateway,
  [verb, ...said]: readonly string[],
  options: ReadonlyMap<string, string>,
  act: { readonly who: string; readonly reason: string },
): Promise<void> {
  const [subject = '', role = ''] = said;
  const { reason } = act;
  const from = options.get('from');
  const to = options.get('to');
  const mpid = options.get('mpid');
  if (verb === 'teach')
    await teach(gateway, { letter: subject, role, from, to, mpid, reason }, act);
  else if (verb === 'undo') await undoMerge(gateway, Number(subject), act);
  else throw invalid('reference takes teach or undo');
}

const invalid = (message: string): EngineError =>
  new EngineError(
    'SCENARIO_INVALID',
    message,
    'a story may decide, cancel, resolve, approve, undo, take-back, requeue and teach, as pawl --help shows them',
  );

function split(command: readonly string[]): { words: string[]; options: Map<string, string> } {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let i = 0; i < command.length; i += 1) {
    const word = command[i] ?? '';
    if (word.startsWith('--')) {
      options.set(word.slice(2), command[i + 1] ?? '');
      i += 1;
    } else if (!(i === 0 && word === 'pawl')) {
      words.push(word);
    }
  }
  return { words, options };
}
