import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  messageIdOf,
  type SmtpSettings,
  sendMail,
  smtpShape,
} from '../../src/post/index.ts';
import {
  certificateFile,
  mailServer,
  password,
  rawServer,
  smtpError,
  user,
} from '../alert/receivers.ts';

const settingsFor = (port: number, changes: Partial<SmtpSettings> = {}): SmtpSettings => ({
  ...smtpShape.parse({ host: 'localhost', port, from: 'pawl@supp.example', user, password }),
  caFile: certificateFile(),
  timeoutMs: 5_000,
  ...changes,
});

const open = { security: 'none', user: null, password: null } as const;

const mailTo = (...to: string[]) => ({
  to,
  subject: 'Pawl SUPP: Breached',
  text: 'One line.\nAnother – with a dash.\n',
  messageId: '<0123@supp.example>',
});

const why = (answer: Answer): string => ('why' in answer ? answer.why : answer.outcome);

describe('a mail arrives', () => {
  test.each([
    ['after STARTTLS', 'startTls', {}],
    ['over TLS from the first byte', 'tls', { secure: true }],
  ] as const)('%s, with a login', async (_, security, options) => {
    const server = await mailServer(options);
    const settings = settingsFor(server.port, { security });
    const answer = await sendMail(settings, mailTo('a@desk.example', 'b@desk.example'));
    expect(answer).toEqual({ outcome: 'taken' });
    expect(server.logins).toEqual([`${user} ${password}`]);
    const [mail] = server.mails;
    expect(mail?.to).toEqual(['a@desk.example', 'b@desk.example']);
    expect(mail?.raw).toMatch(/^Message-ID: <0123@supp\.example>\r$/im);
    expect(mail?.raw).toMatch(/^Subject: Pawl SUPP: Breached\r$/im);
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/im);
  });

  test('without TLS and login where the settings say so', async () => {
    const server = await mailServer({ authOptional: true, disabledCommands: ['STARTTLS'] });
    expect(await sendMail(settingsFor(server.port, open), mailTo('a@desk.example'))).toEqual({
      outcome: 'taken',
    });
    expect(server.mails).toHaveLength(1);
  });
});

test('the Message-ID is the same for the same key and does not show it', () => {
  const settings = settingsFor(25);
  const key = '1200000000020/SUPP/1/investigating/BREACHED/2026-08-18/';
  expect(messageIdOf(settings, key)).toBe(messageIdOf(settings, key));
  expect(messageIdOf(settings, key)).toMatch(/^<[0-9a-f]{32}@supp\.example>$/);
  expect(messageIdOf(settings, `${key}#2`)).not.toBe(messageIdOf(settings, key));
});

describe('nothing goes where it should not', () => {
  test('to a server whose certificate nobody vouches for', async () => {
    const server = await mailServer();
    const answer = await sendMail(
      settingsFor(server.port, { caFile: null }),
      mailTo('a@desk.example'),
    );
    expect(answer.outcome).toBe('failed');
    expect(why(answer)).toMatch(/certificate/);
    expect(server.logins).toEqual([]);
  });

  test('in clear where STARTTLS was asked for and is not offered', async () => {
    const server = await mailServer({ disabledCommands: ['STARTTLS'] });
    const answer = await sendMail(settingsFor(server.port), mailTo('a@desk.example'));
    expect(answer.outcome).toBe('failed');
    expect(server.mails.length + server.logins.length).toBe(0);
  });
});

describe('a refusal', () => {
  test('of the login is tried again, and shows neither user nor password', async () => {
    const server = await mailServer({
      onAuth: (auth, _session, done) =>
        done(new Error(`who is ${auth.username} with ${auth.password}?`)),
    });
    const answer = await sendMail(settingsFor(server.port), mailTo('a@desk.example'));
    expect(answer.outcome).toBe('failed');
    expect(why(answer)).toMatch(/^EAUTH: 535/);
    expect(why(answer)).not.toContain(password);
    expect(why(answer)).toContain('[secret]');
  });

  test.each([
    [550, 'refused'],
    [451, 'failed'],
    [421, 'failed'],
  ] as const)('%i of the recipient: %s', async (code, outcome) => {
    const server = await mailServer({
      onRcptTo: (address, _session, done) => done(smtpError(code, `not now, ${address.address}`)),
    });
    const answer = await sendMail(settingsFor(server.port), mailTo('a@desk.example'));
    expect(answer.outcome).toBe(outcome);
    expect(why(answer)).toContain(`${code}`);
    expect(why(answer)).not.toContain('@');
  });

  test.each([
    [554, 'refused'],
    [552, 'refused'],
    [452, 'failed'],
  ] as const)('%i of the message: %s', async (code, outcome) => {
    const server = await mailServer({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(smtpError(code, 'not this one')));
      },
    });
    const answer = await sendMail(settingsFor(server.port), mailTo('a@desk.example'));
    expect([answer.outcome, why(answer)]).toEqual([outcome, expect.stringContaining(`${code}`)]);
  });

  test('of one recipient of two is not passed over, though the other has the mail', async () => {
    const server = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(smtpError(550, 'gone')) : done(),
    });
    const mail = mailTo('a@desk.example', 'gone@desk.example');
    const answer = await sendMail(settingsFor(server.port), mail);
    expect(server.mails).toHaveLength(1);
    expect(answer.outcome).toBe('refused');
    expect(why(answer)).toMatch(/^1 of 2 recipients: .*550/);
  });
});

describe('a server that does not finish', () => {
  const sendTo = (port: number, timeoutMs = 5_000, stop?: AbortSignal): Promise<Answer> =>
    sendMail(settingsFor(port, { ...open, timeoutMs }), mailTo('a@desk.example'), stop);

  test('is not there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const answer = await sendTo(port);
    expect([answer.outcome, why(answer)]).toEqual([
      'failed',
      expect.stringContaining('ECONNREFUSED'),
    ]);
  });

  test('never greets: the time-out ends it', async () => {
    const answer = await sendTo(await rawServer(() => undefined), 50);
    expect(answer).toMatchObject({ outcome: 'failed', why: 'no answer within 50 ms' });
  });

  test('closes the connection in the middle of the message', async () => {
    const port = await rawServer((socket) => {
      socket.write('220 here\r\n');
      socket.on('data', (piece) => {
        const said = String(piece);
        if (said.startsWith('DATA')) socket.write('354 go on\r\n');
        else if (/^(EHLO|MAIL|RCPT)/.test(said)) socket.write('250 yes\r\n');
        else socket.destroy();
      });
    });
    expect((await sendTo(port)).outcome).toBe('failed');
  });

  test('is left at once when the gateway stops', async () => {
    const stop = new AbortController();
    const port = await rawServer(() => stop.abort());
    expect((await sendTo(port, 60_000, stop.signal)).outcome).toBe('failed');
  });
});
