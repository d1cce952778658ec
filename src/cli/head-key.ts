/** `pawl head-key`: makes the key that heads of the journal are signed with. Only its public half is shown. */
import { existsSync, writeFileSync } from 'node:fs';
import { codeOf } from '../bug.ts';
import { EngineError } from '../engine-error.ts';
import { newHeadKeys } from '../keeping/index.ts';
import { unwritable } from './failure.ts';
import { say, sayAside, sayJson } from './print.ts';

export async function headKey(file: string, options: { readonly json?: boolean }): Promise<number> {
  if (existsSync(file)) throw isThere(file);
  const { privateKey, publicKey } = newHeadKeys();
  try {
    writeFileSync(file, privateKey, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? isThere(file) : unwritable(file, error);
  }
  if (options.json === true) {
    sayJson({ file, publicKey });
    return 0;
  }
  say(publicKey.trimEnd());
  sayAside(`${file}: the private key, for this user alone. Name it in keeping.heads.sign.`);
  sayAside('Keep the public key above where heads are verified, away from this machine.');
  return 0;
}

const isThere = (file: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `${file} already exists`,
    'a key is never overwritten: name a new file',
  );
