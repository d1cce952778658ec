/** `pawl verify`, `pawl accept`, `pawl backup` and `pawl schema`: looking after a workspace. */
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toldAct, toldExport } from '../desk/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import { refuseWentBack } from '../head-seen.ts';
import {
  type Accepted,
  accept,
  publicKeysIn,
  type Verification,
  verify,
  verifyHeads,
  writeHeadDown,
} from '../keeping/index.ts';
import { readRegular } from '../regular-file.ts';
import { areRulesToCome } from '../rules/index.ts';
import { isGatewayThere } from '../workspace-lock.ts';
import { type ActOptions, actOf, refuseNamed } from './act.ts';
import { auditByCommand } from './ask.ts';
import { unwritable, usage } from './failure.ts';
import { schemaText } from './init.ts';
import { count, say, sayAside, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

interface VerifyOptions {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly head?: string;
  /** A file with heads that was kept elsewhere; that of reports/ where only a key is named. */
  readonly heads?: string;
  readonly publicKey?: string;
}

export async function verifyCommand(options: VerifyOptions): Promise<number> {
  const claimed = options.head === undefined ? [] : [headOf(options.head)];
  const keys = options.publicKey === undefined ? null : keysIn(options.publicKey);
  const text = options.heads === undefined ? null : textIn('--heads', options.heads);
  const work = async (gateway: Gateway): Promise<Verification> => {
    await untilFolded(gateway);
    const result = await verify(gateway, claimed);
    const own = join(gateway.workspace, 'reports', 'journal-heads.jsonl');
    const isAsked = text !== null || keys !== null;
    const name = options.heads ?? 'reports/journal-heads.jsonl';
    const found = isAsked
      ? await verifyHeads(gateway, name, text ?? textIn('--public-key', own), keys)
      : null;
    const problems = [
      ...result.problems,
      ...(await goneSinceSeen(gateway)),
      ...(found?.problems ?? []),
    ];
    if (problems.length === 0) await writeHeadDown(gateway, false);
    return { ...result, problems, ...(found === null ? {} : { heads: found }) };
  };
  const verification = await atDesk(options.workspace, work).catch(unopened);
  if (options.json === true) sayJson(verification);
  else tellVerification(verification);
  return verification.problems.length === 0 ? 0 : 1;
}

/** Where a gateway of this folder was told of a head that is gone; only one on a database keeps it. */
async function goneSinceSeen({ workspace, store }: Gateway): Promise<readonly string[]> {
  try {
    await refuseWentBack(workspace, store);
    return [];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [`store: ${error.message}`];
  }
}

/** Ours: a gateway that is starting holds its workspace by then. */
const startMs = 5_000;
const lookAgainMs = 250;

/** A gateway that starts with other rules folds all checks again first: until then they are as they were. */
async function untilFolded(gateway: Gateway): Promise<void> {
  let aloneMs = 0;
  let isTold = false;
  while (aloneMs < startMs && (await areRulesToCome(gateway))) {
    if (!isTold) sayAside('pawl: waiting: a gateway has to fold the checks by other rules first');
    isTold = true;
    aloneMs = isGatewayThere(gateway.workspace) ? 0 : aloneMs + lookAgainMs;
    await sleep(lookAgainMs);
  }
  if (aloneMs >= startMs) sayAside('pawl: no gateway does that: start it, and verify again');
}

function tellVerification(verification: Verification): void {
  const { mpans, entries, head, problems, acceptable, known, more, heads } = verification;
  const ids = new Map(acceptable.map(({ id, says }) => [says, id]));
  for (const problem of problems) {
    const id = ids.get(problem);
    say(id === undefined ? problem : `${problem} [${id}]`);
  }
  if (more > 0) say(`and ${count(more, 'more problem')}`);
  if (ids.size > 0) {
    say('To accept a problem that stays: pawl accept ID --reason …, with the ID in brackets.');
  }
  for (const one of known) say(knownInWords(one));
  for (const remark of heads?.remarks ?? []) say(remark);
  const chain = count(entries, 'journal entry', 'journal entries');
  say(`${count(mpans, 'MPAN')} and ${chain} verified, ${count(problems.length, 'problem')}.`);
  if (problems.length === 0) say(`Newest link: ${head.seq}:${head.link}`);
}

/** Ours: a line a day fills a thousandth of it in ten years. */
const headsMaxBytes = 100_000_000;

function textIn(option: string, path: string): string {
  const read = readRegular(path, headsMaxBytes, true);
  if ('bytes' in read) return read.bytes.toString('utf8');
  const why = 'odd' in read ? `is a ${read.odd}` : 'is not there';
  throw usage(`${option}: ${path} ${why}`, 'name a file that this user can read');
}

function keysIn(path: string): readonly KeyObject[] {
  const keys = publicKeysIn(textIn('--public-key', path));
  if (keys.length > 0) return keys;
  throw usage(
    `--public-key: ${path} holds no Ed25519 public key`,
    'it is what pawl head-key printed: a block that begins with BEGIN PUBLIC KEY',
  );
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
export async function acceptCommand(id: string, options: ActOptions): Promise<number> {
  const act = actOf(options);
  const { says, isProposed } = await atDesk(options.workspace, (gateway) => {
    refuseNamed(gateway, options);
    return toldAct(auditByCommand(gateway, act.who), 'accept', () => accept(gateway, id, act));
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
    throw usage(
      `--head ${text} is not an entry`,
      'it is a number, a colon and 64 hexadecimal digits',
    );
  }
  return { seq: Number(seq), link };
}

export async function backup(
  file: string,
  options: { readonly workspace?: string },
): Promise<number> {
  await atDesk(options.workspace, (gateway) =>
    toldExport(auditByCommand(gateway, actOf({}).who), 'backup', async () => {
      if (existsSync(file)) {
        throw new EngineError(
          'NOT_POSSIBLE',
          `${file} already exists`,
          'a backup never overwrites: name a new file',
        );
      }
      try {
        await gateway.store.backup(file);
        await writeHeadDown(gateway, false);
      } catch (error) {
        throw unwritable(file, error);
      }
    }),
  );
  say(`Copied the store to ${file}. Keep it with a copy of archive/ of the same time or later.`);
  return 0;
}

export async function schema(): Promise<number> {
  process.stdout.write(schemaText());
  return 0;
}
