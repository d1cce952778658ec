/** What came of one attempt to tell somebody, and so what happens next. */
import { codeOf } from '../bug.ts';

export type Answer =
  | { readonly outcome: 'taken' }
  /** Worth another try; the receiver may have said how long to leave it alone. */
  | {
      readonly outcome: 'failed';
      readonly why: string;
      readonly waitSeconds: number | null;
      /** False where nothing was sent, because the attempts before it had failed. */
      readonly isTried: boolean;
    }
  /** The same would be refused again. */
  | { readonly outcome: 'refused'; readonly why: string };

export const taken: Answer = { outcome: 'taken' };

export const failed = (why: string, waitSeconds: number | null = null): Answer => ({
  outcome: 'failed',
  why,
  waitSeconds,
  isTried: true,
});

/** Left alone this time. It is never the last attempt: nobody is given up without being asked. */
export const notTried: Answer = {
  outcome: 'failed',
  why: 'not tried: the attempts before it have failed',
  waitSeconds: null,
  isTried: false,
};

export const refused = (why: string): Answer => ({ outcome: 'refused', why });

const whyLengthMax = 200;

/** What a server or the network said, fit to be kept: one short line, without addresses or secrets. */
export function fitToKeep(text: string, secrets: readonly (string | null)[] = []): string {
  let fit = text;
  for (const secret of secrets) {
    if (secret === null || secret === '') continue;
    fit = fit.replaceAll(secret, '[secret]');
    fit = fit.replaceAll(Buffer.from(secret).toString('base64'), '[secret]');
  }
  fit = fit.replace(/\S+@\S+/g, '[address]').replace(/[\s\p{Cc}]+/gu, ' ');
  return fit.length <= whyLengthMax ? fit.trim() : `${fit.slice(0, whyLengthMax).trim()}…`;
}

/** The system's own word for it, without the address, in which a token may stand. */
export function whyUnanswered(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // Ports of other protocols, such as mail: these words are all that the platform says of them.
  if (cause instanceof Error && cause.message === 'bad port')
    return 'no request may go to this port';
  return fitToKeep(codeOf(cause) ?? (cause instanceof Error ? cause.name : 'unknown'));
}
