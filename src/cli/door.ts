/**
 * The gateway as a person at the machine has it, who may not read the store: what a command reads and
 * does is asked of the gateway at work, through its door, with the token of the person. A token in
 * PAWL_TOKEN says that it is to be done so.
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import about from '../../package.json' with { type: 'json' };
import { codeOf } from '../bug.ts';
import { EngineError, type EngineErrorCode, engineErrorCodes } from '../engine-error.ts';
import { type DeedName, type Deeds, deedsHere } from '../gateway/index.ts';
import type { Store } from '../store/index.ts';
import { doorName, doorPaths, doorReads, versionHeader } from '../web/index.ts';

export interface Door {
  readonly store: Store;
  readonly deeds: Deeds;
}

export function doorOf(folder: string, token: string): Door {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = asker(join(folder, doorName), agent, token);
  const reads = Object.keys(doorReads).map((name) => [
    name,
    (...given: readonly unknown[]) => ask(doorPaths.read, { name, given }),
  ]);
  const known = Object.fromEntries(reads) as Partial<Store>;
  const store = new Proxy({ ...known, close: async () => agent.destroy() } as Store, {
    get: (parts, name) => (name in parts ? Reflect.get(parts, name) : refused(String(name))),
  });
  const acts = Object.keys(deedsHere).map((name) => [name, deedBy(ask, name as DeedName)]);
  return { store, deeds: Object.fromEntries(acts) };
}

type Ask = (path: string, asked: object) => Promise<unknown>;

/** The act is taken out: at the door the token says who, and only the reason is told. */
const deedBy =
  (ask: Ask, name: DeedName) =>
  (_gateway: unknown, ...rest: readonly unknown[]) => {
    const at = rest.findIndex((one) => typeof one === 'object' && one !== null && 'who' in one);
    const { reason } = rest[at] as { reason: string };
    return ask(doorPaths.act, { name, given: rest.slice(0, at), reason });
  };

const refused = (name: string) => async (): Promise<never> => {
  throw new EngineError(
    'NOT_POSSIBLE',
    `this is not done through the gateway (${name})`,
    'whoever keeps the gateway does it as its user, without PAWL_TOKEN',
  );
};

const asker =
  (socketPath: string, agent: Agent, token: string): Ask =>
  async (path, asked) => {
    const { status, body } = await new Promise<{ status: number; body: Buffer }>(
      (resolve, reject) => {
        const headers = {
          host: 'localhost',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          [versionHeader]: about.version,
        };
        const sent = request({ socketPath, path, method: 'POST', agent, headers }, (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }),
          );
        });
        sent.on('error', reject);
        sent.end(JSON.stringify(asked));
      },
    ).catch((error: unknown) => {
      throw nobodyThere(socketPath, error);
    });
    if (status === 200) return deserialize(body);
    throw problemIn(body);
  };

function nobodyThere(socketPath: string, error: unknown): EngineError {
  if (codeOf(error) === 'EACCES') {
    return new EngineError(
      'NOT_POSSIBLE',
      `this user may not use ${socketPath}`,
      'the group of that folder is the desk: ask to be added to it, and sign in anew',
      error,
    );
  }
  return new EngineError(
    'NOT_POSSIBLE',
    `no gateway answers at ${socketPath}`,
    'it must be at work, have tokens in web.tokens, and the folder door/; docs/security.md tells how',
    error,
  );
}

function problemIn(body: Buffer): EngineError {
  const { error } = JSON.parse(body.toString('utf8')) as {
    error: { code: string; message: string; hint: string };
  };
  const code = Object.hasOwn(engineErrorCodes, error.code) ? error.code : 'NOT_POSSIBLE';
  return new EngineError(code as EngineErrorCode, error.message, error.hint);
}
