import { createHmac, timingSafeEqual } from 'node:crypto';
import { type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { WebhookSettings } from '../../src/post/settings.ts';
import type { Answer } from '../../src/post/index.ts';
import { postTo } from '../../src/post/webhook.ts';
import { rawServer, webReceiver } from '../alert/receivers.ts';

const secret = 'a secret of at least sixteen';
const now = '2026-08-18T23:00:00Z';
const never = new AbortController().signal;
const request = { key: '12/SUPP/1/prüfen/BREACHED/#2', body: '{"a":"ü"}', now };

const hook = (url: string, changes: Partial<WebhookSettings> = {}): WebhookSettings => ({
  kind: 'webhook',
  url,
  format: 'json',
  secret: null,
  timeoutMs: 5_000,
  attemptsMax: 3,
  ...changes,
});

/** What a receiver does; docs/alerts.md shows it, and its own test runs what is shown. */
function isFromPawl(body: string, signature: string, nowSeconds: number): boolean {
  const { t = '', v1 = '' } = Object.fromEntries(
    signature.split(',').map((part) => part.split('=') as [string, string]),
  );
  const expected = createHmac('sha256', secret).update(`${t}.${body}`).digest();
  const given = Buffer.from(v1, 'hex');
  return (
    Math.abs(nowSeconds - Number(t)) <= 300 &&
    given.length === expected.length &&
    timingSafeEqual(given, expected)
  );
}

test('a request is signed with its time, and carries the key', async () => {
  const receiver = await webReceiver();
  expect(await postTo(hook(receiver.url, { secret }), request, never)).toEqual({
    outcome: 'taken',
  });
  const [heard] = receiver.heard;
  expect(heard?.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': '12/SUPP/1/pr%C3%BCfen/BREACHED/#2',
  });
  expect(heard?.body).toBe(request.body);
  const signature = String(heard?.headers['pawl-signature']);
  const seconds = Temporal.Instant.from(now).epochMilliseconds / 1_000;
  expect(isFromPawl(request.body, signature, seconds + 10)).toBe(true);
  expect(isFromPawl(`${request.body} `, signature, seconds + 10)).toBe(false);
  expect(isFromPawl(request.body, signature, seconds + 301)).toBe(false);
});

test('without a secret nothing is signed', async () => {
  const receiver = await webReceiver();
  await postTo(hook(receiver.url), request, never);
  expect(receiver.heard[0]?.headers['pawl-signature']).toBeUndefined();
});

describe('an answer', () => {
  test.each([
    [[200, 201, 202, 204], 'taken'],
    [[400, 405, 406, 410, 411, 413, 414, 415, 422, 431], 'refused'],
    [[301, 302, 307, 401, 403, 404, 407, 408, 409, 425, 429, 500, 502, 503, 504], 'failed'],
  ] as const)('%j: %s', async (statuses, outcome) => {
    const receiver = await webReceiver();
    for (const status of statuses) {
      receiver.answer(status);
      const answer = await postTo(hook(receiver.url), request, never);
      expect([status, answer.outcome]).toEqual([status, outcome]);
    }
  });

  test('is not followed elsewhere', async () => {
    const receiver = await webReceiver();
    const other = await webReceiver();
    receiver.answer((response) => response.writeHead(307, { Location: other.url }).end());
    expect((await postTo(hook(receiver.url), request, never)).outcome).toBe('failed');
    expect(other.heard).toEqual([]);
  });

  test('may say how long to wait', async () => {
    const receiver = await webReceiver();
    receiver.answer((response) => response.writeHead(429, { 'Retry-After': '120' }).end());
    expect(await postTo(hook(receiver.url), request, never)).toMatchObject({ waitSeconds: 120 });
    receiver.answer((response) => response.writeHead(503, { 'Retry-After': 'soon' }).end());
    expect(await postTo(hook(receiver.url), request, never)).toMatchObject({ waitSeconds: null });
  });

  test('of Teams that says yes and tells of a failure is one', async () => {
    const receiver = await webReceiver();
    const lost = 'Webhook message delivery failed with error: endpoint returned HTTP error 429';
    receiver.answer((response) => response.writeHead(200).end(lost));
    const teams = hook(receiver.url, { format: 'teams' });
    expect((await postTo(teams, request, never)).outcome).toBe('failed');
    expect((await postTo(hook(receiver.url), request, never)).outcome).toBe('taken');
  });
});

describe('no whole answer', () => {
  const outcomeOf = async (
    answer: (response: ServerResponse) => void,
    timeoutMs = 5_000,
  ): Promise<Answer> => {
    const receiver = await webReceiver();
    receiver.answer(answer);
    return postTo(hook(receiver.url, { timeoutMs }), request, never);
  };

  test.each<[string, (response: ServerResponse) => void]>([
    ['closed before the first byte', (response) => response.socket?.destroy()],
    [
      'closed in the middle of the answer',
      (response) => {
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('yes, I', () => response.socket?.destroy());
      },
    ],
    [
      'closed in the middle of a chunked answer',
      (response) => {
        response.writeHead(200);
        response.write('yes, I', () => response.socket?.destroy());
      },
    ],
  ])('%s', async (_, answer) => {
    expect((await outcomeOf(answer)).outcome).toBe('failed');
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['never an answer', () => undefined],
    ['never the end of it', (response) => response.writeHead(200).write('yes, I')],
  ])('%s: the time-out ends it', async (_, answer) => {
    expect(await outcomeOf(answer, 60)).toMatchObject({ why: 'no answer within 60 ms' });
  });

  test('no HTTP at all', async () => {
    const port = await rawServer((socket) => socket.end('220 this is a mail server\r\n'));
    const answer = await postTo(hook(`http://127.0.0.1:${port}/`), request, never);
    expect(answer.outcome).toBe('failed');
  });

  test('an answer without end is cut off and counts by its status', async () => {
    const piece = 'x'.repeat(65_000);
    expect((await outcomeOf((response) => void response.writeHead(200).write(piece))).outcome).toBe(
      'taken',
    );
  });
});

test('a port that requests are never sent to is told as that', async () => {
  const answer = await postTo(hook('http://127.0.0.1:25/a-token'), request, never);
  expect(answer).toMatchObject({ outcome: 'failed', why: 'no request may go to this port' });
});

test('what is kept of a failure does not show the address', async () => {
  const receiver = await webReceiver();
  receiver.answer((response) => response.socket?.destroy());
  const closed = await postTo(hook(receiver.url), request, never);
  const nowhere = await postTo(hook('https://nowhere.invalid/a-token'), request, never);
  for (const answer of [closed, nowhere]) {
    expect(answer.outcome).toBe('failed');
    expect(JSON.stringify(answer)).not.toContain('token');
  }
});
