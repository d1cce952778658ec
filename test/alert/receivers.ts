/** Those who are told, for tests: real servers on loopback that do what they are told in turn. */

import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { tempFolder } from '../support/workspace.ts';
import { certificate, key } from './localhost-certificate.ts';

export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answering = number | ((response: ServerResponse) => void);

export interface WebReceiver {
  readonly url: string;
  readonly heard: Heard[];
  /** What comes next is answered so; the last of it stays. */
  readonly answer: (...answers: Answering[]) => void;
  /** Resolves once so many requests have come. */
  readonly until: (requests: number) => Promise<void>;
}

export async function webReceiver(): Promise<WebReceiver> {
  const heard: Heard[] = [];
  let answers: Answering[] = [200];
  let tell: () => void = () => undefined;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(pieces).toString('utf8') });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 200;
      if (typeof answer === 'number') response.writeHead(answer).end();
      else answer(response);
      tell();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook?token=a-token-nobody-may-see`,
    heard,
    answer: (...next) => {
      answers = next;
    },
    until: async (requests) => {
      while (heard.length < requests) {
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
    },
  };
}

export interface MailServer {
  readonly port: number;
  /** Raw messages in order, with those whom the envelope names. */
  readonly mails: { readonly to: readonly string[]; readonly raw: string }[];
  readonly logins: string[];
}

export const user = 'pawl';
export const password = 'correct horse battery';

/** A mail server with STARTTLS and a login, unless the options say otherwise. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    key,
    cert: certificate,
    onAuth: (auth, _session, done) => {
      logins.push(`${auth.username} ${auth.password}`);
      const isRight = auth.username === user && auth.password === password;
      if (isRight) done(null, { user });
      else done(new Error('no such login'));
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, raw: Buffer.concat(pieces).toString('utf8') });
        done();
      });
    },
    ...options,
  });
  // What a client breaks off is no failure of the test.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, logins };
}

/** A server that speaks no protocol but what the test says. */
export async function rawServer(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The certificate as a file, as an operator has that of an authority of their own. */
export function certificateFile(): string {
  const path = join(tempFolder(), 'ca.pem');
  writeFileSync(path, certificate);
  return path;
}

/** A failure as a mail server says it. */
export const smtpError = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
