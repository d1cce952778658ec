/** `pawl verify`, `pawl accept`, `pawl backup` and `pawl schema`: looking after a workspace. */
import { existsSync } from 'node:fs';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  accept as acceptProblem,
  type Accepted,
  type Verification,
  verify as verifyGateway,
  writeHeadDown,
} from '../keeping/index.ts';
import { type ActOptions, actOf, refuseNamed } from './act.ts';
import { unwritable, usage } from './failure.ts';
import { schemaText } from './init.ts';
import { count, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

export async function verify(options: {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly head?: string;
}): Promise<number> {
  const claimed = options.head === undefined ? [] : [headOf(options.head)];
  const work = async (gateway: Gateway): Promise<Verification> => {
    const result = await verifyGateway(gateway, claimed);
    if (result.problems.length === 0) await writeHeadDown(gateway, false);
    return result;
  };
  const verification = await atDesk(options.workspace, work).catch(unopened);
  const { mpans, entries, head, problems, acceptable, known, more } = verification;
  if (options.json === true) {
    sayJson(verification);
  } else {
    const ids = new Map(acceptable.map(({ id, says }) => [says, id]));
    for (const problem of problems) {
      const id = ids.get(problem);
      say(id === undefined ? problem : `${problem} [${id}]`);
    }
    if (more > 0) say(`and ${count(more, 'more problem')}`);
    if (ids.size > 0) {
      say('What is known and shall stay: pawl accept ID --reason …, with the ID in brackets.');
    }
    for (const one of known) say(knownInWords(one));
    const chain = count(entries, 'journal entry', 'journal entries');
    say(`${count(mpans, 'MPAN')} and ${chain} verified, ${count(problems.length, 'problem')}.`);
    if (problems.length === 0) say(`Newest link: ${head.seq}:${head.link}`);
  }
  return problems.length === 0 ? 0 : 1;
}

/** A store that is damaged where it begins is a problem that was found, like any other. */
function unopened(error: unknown): Verification {
  if (!(error instanceof EngineError) || error.code !== 'STORE_DAMAGED') throw error;
  const problems = [`store: ${error.message}; it cannot be opened`];
  const nothing = { mpans: 0, entries: 0, head: { seq: 0, link: '' }, firstBad: null };
  return { ...nothing, problems, acceptable: [], known: [], more: 0 };
}

/** "known, accepted by anne on …: …". */
function knownInWords({ says, who, at, reason, proposedBy }: Accepted): string {
  const two = proposedBy === null ? '' : `, proposed by ${proposedBy}`;
  return `${says}: known, accepted by ${who} on ${at}${two} ("${reason}")`;
}

/** `pawl accept`: a problem that verification finds is known, and stays. */
export async function accept(id: string, options: ActOptions): Promise<number> {
  const act = actOf(options);
  const { says, isProposed } = await atDesk(options.workspace, (gateway) => {
    refuseNamed(gateway, options);
    return acceptProblem(gateway, id, act);
  });
  if (options.json === true) sayJson({ id, says, isProposed });
  else if (isProposed)
    say(`Proposed to accept ${id}: it counts when another person does the same.`);
  else say(`Accepted: ${says}`);
  return 0;
}

function headOf(text: string): { readonly seq: number; readonly link: string } {
  const [, seq, link] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || link === undefined) {
    throw usage(`--head ${text} is no entry`, 'it is a number, a colon and 64 hexadecimal digits');
  }
  return { seq: Number(seq), link };
}

export async function backup(
  file: string,
  options: { readonly workspace?: string },
): Promise<number> {
  await atDesk(options.workspace, async (gateway) => {
    const { store } = gateway;
    if (existsSync(file)) {
      throw new EngineError(
        'NOT_POSSIBLE',
        `${file} is there already`,
        'a backup never overwrites: name a new file',
      );
    }
    try {
      await store.backup(file);
      await writeHeadDown(gateway, false);
    } catch (error) {
      throw unwritable(file, error);
    }
  });
  say(`Copied the store to ${file}. Keep it with a copy of archive/ of the same time or later.`);
  return 0;
}

export async function schema(): Promise<number> {
  process.stdout.write(schemaText());
  return 0;
}
