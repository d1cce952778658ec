/**
 * A gateway behind a front: it listens at a socket that the front alone reaches, and asks the front
 * which other desks a person has. What the front does not answer is left out, and keeps nobody waiting.
 */
import { request } from 'node:http';
import { join } from 'node:path';
import type { AskedDesks, FoundDesks } from './desks.ts';

/** Where a front and its gateways meet. */
export interface Behind {
  /** The folder of their sockets, which its user alone may enter. */
  readonly folder: string;
  /** Of the desk. */
  readonly name: string;
}

export const socketOf = ({ folder, name }: Behind): string => join(folder, name);

/** No desk has this name: it is no label of a host name. */
export const frontSocketOf = (folder: string): string => join(folder, '_front');

/** Of the one request that a gateway makes. */
export const desksPath = '/desks';

const waitMs = 500;
const answerMaxBytes = 500_000;

const none: FoundDesks = { desks: [], groups: [] };

/** Never throws: without an answer there are none. */
export function askFront(
  { folder, name }: Behind,
  asked: Omit<AskedDesks, 'of'>,
): Promise<FoundDesks> {
  return new Promise((resolve) => {
    const sent = request(
      {
        socketPath: frontSocketOf(folder),
        path: desksPath,
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(waitMs),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
          if (text.length > answerMaxBytes) response.destroy();
        });
        response.on('error', () => resolve(none));
        response.on('close', () => resolve(none));
        response.on('end', () =>
          resolve(response.statusCode === 200 ? (JSON.parse(text) as FoundDesks) : none),
        );
      },
    );
    sent.on('error', () => resolve(none));
    sent.end(JSON.stringify({ ...asked, of: name } satisfies AskedDesks));
  });
}
