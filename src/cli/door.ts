/**
 * The gateway as a person at the machine has it, who may not read the store: what a command reads and
 * does is asked of the gateway at work, through its door, with the token of the person. A token in
 * PAWL_TOKEN says that it is to be done so.
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import about from '../../package.json' with { type: 'json' };
import { codeOf } from '../bug.ts';
import { EngineError, type EngineErrorCode, engineErrorCodes } from '../engine-error.ts';
import { type FieldFault, type Operation, Unfit } from '../desk/index.ts';
import { doorName, versionHeader } from '../web/index.ts';

/** What only whoever may use the store can do. */
export const notAtDoor = (name: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `this cannot be done through the gateway (${name})`,
    'run it as the user of the gateway, without PAWL_TOKEN',
  );

/** What one request over the socket is answered, whatever its status. */
async function requested(
  socketPath: string,
  {
    method,
    path,
    body,
  }: { readonly method: string; readonly path: string; readonly body?: object },
  { agent, token }: { readonly agent: Agent; readonly token: string },
): Promise<Buffer> {
  const { status, answer } = await new Promise<{ status: number; answer: Buffer }>(
    (resolve, reject) => {
      const headers = {
        host: 'localhost',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        [versionHeader]: about.version,
      };
      const sent = request({ socketPath, path, method, agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(pieces) }),
        );
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    },
  ).catch((error: unknown) => {
    throw nobodyThere(socketPath, error);
  });
  if (status === 200) return answer;
  throw problemIn(answer);
}

/** Operations asked of the desk, wherever that is. */
export interface Asking {
  readonly ask: (
    operation: Operation,
    asked: Readonly<Record<string, unknown>>,
  ) => Promise<unknown>;
  /** In which the dates of answers are told. */
  readonly zone: string;
  /** Tells that an answer left as a file; at the door nobody sees what becomes of it. */
  readonly taken?: (operation: Operation) => void;
}

/** Asks operations as their routes are asked, and `me` for the zone in which their dates are told. */
export async function withDoor<T>(
  folder: string,
  token: string,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (method: string, path: string, body?: object): Promise<unknown> => {
    const asked = { method, path: `/api/v1${path}`, ...(body === undefined ? {} : { body }) };
    return JSON.parse(String(await requested(join(folder, doorName), asked, { agent, token })));
  };
  const ask = async ({ name, route }: Operation, asked: Readonly<Record<string, unknown>>) => {
    if (typeof route !== 'string') throw notAtDoor(name);
    const { method, path, query, body } = addressOf(route, asked);
    return get(method, `${path}${query}`, body);
  };
  try {
    const { zone } = (await get('GET', '/me')) as { zone: string };
    return await work({ ask, zone });
  } finally {
    agent.destroy();
  }
}

/** What was asked, spread over path, query and body as the route has it. */
function addressOf(route: string, asked: Readonly<Record<string, unknown>>) {
  const [method = '', pattern = ''] = route.split(' ');
  const rest = new Map(Object.entries(asked).filter(([, value]) => value !== undefined));
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = encodeURIComponent(String(rest.get(name)));
    rest.delete(name);
    return value;
  });
  if (method !== 'GET') return { method, path, query: '', body: Object.fromEntries(rest) };
  const said = [...rest].map(([name, value]): [string, string] => [name, String(value)]);
  const query = said.length === 0 ? '' : `?${String(new URLSearchParams(said))}`;
  return { method, path, query };
}

function nobodyThere(socketPath: string, error: unknown): EngineError {
  if (codeOf(error) === 'EACCES') {
    return new EngineError(
      'NOT_POSSIBLE',
      `this user may not use ${socketPath}`,
      'ask to be added to the group of that folder, and log in again',
      error,
    );
  }
  return new EngineError(
    'NOT_POSSIBLE',
    `no gateway answers at ${socketPath}`,
    'it must be running, with tokens in web.tokens and a folder door/; see docs/security.md',
    error,
  );
}

function problemIn(body: Buffer): EngineError {
  const { error } = JSON.parse(body.toString('utf8')) as {
    error: { code: string; message: string; hint: string; details?: readonly FieldFault[] };
  };
  // As a mistake is told where the store is at hand: by the field that is wrong.
  if (error.code === 'BAD_REQUEST' && error.details !== undefined) return new Unfit(error.details);
  const code = Object.hasOwn(engineErrorCodes, error.code) ? error.code : 'NOT_POSSIBLE';
  return new EngineError(code as EngineErrorCode, error.message, error.hint);
}
