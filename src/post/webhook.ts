/**
 * One signed request to one webhook. Only a whole answer that says yes counts as taken; a connection
 * that ends midway may have been heard or not, and is tried again with the same key.
 */
import { createHmac } from 'node:crypto';
import type { Instant } from '../calendar/index.ts';
import { type Answer, failed, fitToKeep, refused, taken, whyUnanswered } from './answer.ts';
import type { WebhookSettings } from './settings.ts';

/** `t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>`. */
export function signatureOf(secret: string, body: string, now: Instant): string {
  const seconds = Math.floor(Temporal.Instant.from(now).epochMilliseconds / 1_000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

/** Posts a body. Throws nothing that the receiver or the network did. */
export async function postTo(
  channel: Pick<WebhookSettings, 'url' | 'secret' | 'timeoutMs'> &
    Partial<Pick<WebhookSettings, 'format'>>,
  request: {
    readonly key: string;
    readonly body: string;
    readonly now: Instant;
    /** application/json if left out. */
    readonly contentType?: string;
  },
  stop?: AbortSignal,
): Promise<Answer> {
  const { url, secret, timeoutMs, format = 'json' } = channel;
  const { key, body, now, contentType = 'application/json' } = request;
  const timeOut = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': contentType,
        'User-Agent': 'pawl',
        // As it is, but for the letters that a header cannot have.
        'Idempotency-Key': encodeURI(key),
        ...(secret === null ? {} : { 'Pawl-Signature': signatureOf(secret, body, now) }),
      },
      body,
      // An alert goes where it was told to go and nowhere else.
      redirect: 'manual',
      signal: stop === undefined ? timeOut : AbortSignal.any([stop, timeOut]),
    });
    const text = await beginningOf(response);
    return answerOf(response, format, text);
  } catch (error) {
    if (timeOut.aborted) return failed(`no answer within ${timeoutMs} ms`);
    return failed(whyUnanswered(error));
  }
}

/** Statuses that say: never this. A wrong address or secret can be mended, and is tried again. */
const finalStatuses = new Set([400, 405, 406, 410, 411, 413, 414, 415, 422, 431]);

function answerOf(response: Response, format: WebhookSettings['format'], text: string): Answer {
  const { status, ok } = response;
  // Teams has answered 200 to what it could not deliver, and said so in the text alone.
  const isLost = format === 'teams' && /\b(delivery failed|HTTP error)\b/i.test(text);
  if (ok && !isLost) return taken;
  const why = fitToKeep(`HTTP ${status} ${isLost ? text : response.statusText}`);
  if (finalStatuses.has(status)) return refused(why);
  return failed(why, waitOf(response.headers.get('Retry-After')));
}

/** Only the form in seconds: that is what Slack, Teams and their like send. */
const waitOf = (text: string | null): number | null =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;

const answerBytesMax = 64_000;

/** The answer's beginning. Throws where it ends before it should; an endless one is cut off. */
async function beginningOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= answerBytesMax) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
