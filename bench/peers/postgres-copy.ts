/** COPY over a connection of `pg`, which has the messages and no call for them. */
import type { Client, Connection } from 'pg';

interface Copying extends Connection {
  readonly sendCopyFromChunk: (chunk: Buffer) => void;
  readonly endCopyFrom: () => void;
}

interface Copied {
  readonly submit: (connection: Connection) => void;
  readonly handleError: (error: Error) => void;
  readonly handleReadyForQuery: () => void;
  readonly handleCommandComplete: () => void;
  readonly handleCopyInResponse: (connection: Connection) => void;
  readonly handleCopyData: (message: { readonly chunk: Buffer }) => void;
}

const chunkBytes = 64 * 1_024;

function copying(client: Client, statement: string, text: Buffer | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const copied: Copied = {
      submit: (connection) => connection.query(statement),
      handleError: reject,
      handleReadyForQuery: () => resolve(Buffer.concat(pieces)),
      handleCommandComplete: () => undefined,
      handleCopyInResponse: (connection) => {
        const to = connection as Copying;
        const bytes = text ?? Buffer.alloc(0);
        for (let at = 0; at < bytes.length; at += chunkBytes) {
          to.sendCopyFromChunk(bytes.subarray(at, at + chunkBytes));
        }
        to.endCopyFrom();
      },
      // The driver reads the next message into the same bytes.
      handleCopyData: ({ chunk }) => void pieces.push(Buffer.from(chunk)),
    };
    client.query(copied as never);
  });
}

export const copyOut = (client: Client, statement: string): Promise<Buffer> =>
  copying(client, statement, null);

export const copyIn = async (client: Client, statement: string, text: Buffer): Promise<void> => {
  await copying(client, statement, text);
};
