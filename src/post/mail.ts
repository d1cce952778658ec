/**
 * One e-mail to one mail server, by the settings of the configuration. What the server or the network
 * does is an answer, not an error: taken, or failed and worth another try, or refused for good.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { withHiddenShown } from '../words.ts';
import { type Answer, failed, fitToKeep, refused, taken } from './answer.ts';
import type { SmtpSettings } from './settings.ts';

interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** As `messageIdOf` makes it: the same for the same mail each time it is sent. */
  readonly messageId: string;
  readonly attachment?: { readonly name: string; readonly csv: string };
}

/** The same Message-ID for the same key; the key itself, which may hold an MPAN, is not in it. */
export function messageIdOf(settings: SmtpSettings, key: string): string {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `<${name}@${settings.from.split('@').at(-1) ?? ''}>`;
}

/** Sends a mail to all of its recipients. Throws nothing that the server or the network did. */
export async function sendMail(
  settings: SmtpSettings,
  mail: Mail,
  stop?: AbortSignal,
): Promise<Answer> {
  const timeOut = AbortSignal.timeout(settings.timeoutMs);
  const signal = stop === undefined ? timeOut : AbortSignal.any([stop, timeOut]);
  try {
    const transport = await transportTo(settings);
    const sent = await transport.sendMail({
      from: settings.from,
      to: [...mail.to],
      subject: withHiddenShown(mail.subject),
      text: withHiddenShown(mail.text),
      messageId: mail.messageId,
      ...(mail.attachment === undefined ? {} : { attachments: [fileOf(mail.attachment)] }),
      // Nobody's holiday notice is wanted as an answer.
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    });
    const errors = sent.rejectedErrors ?? [];
    if (sent.rejected.length === 0) return taken;
    const first = errors[0];
    const why = `${errors.length} of ${mail.to.length} recipients: ${whyOf(first, settings)}`;
    return errors.every(isForGood) ? refused(why) : failed(why);
  } catch (error) {
    if (timeOut.aborted) return failed(`no answer within ${settings.timeoutMs} ms`);
    const why = whyOf(error, settings);
    return isForGood(error as SmtpError) ? refused(why) : failed(why);
  }
}

/** Excel reads a CSV as UTF-8 where it begins so. */
const fileOf = ({ name, csv }: NonNullable<Mail['attachment']>) => ({
  filename: name,
  content: Buffer.from(`\uFEFF${withHiddenShown(csv)}`),
  contentType: 'text/csv; charset=utf-8',
});

async function transportTo(settings: SmtpSettings) {
  // Few commands send mail: the others need not wait for the library.
  const { createTransport } = await import('nodemailer');
  const { host, port, security, user, password, timeoutMs, caFile } = settings;
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'startTls',
    ignoreTLS: security === 'none',
    ...(user === null || password === null ? {} : { auth: { user, pass: password } }),
    ...(caFile === null ? {} : { tls: { ca: readFileSync(caFile) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** What the library says of a failure; `permanent` where the server said that it is one for good. */
interface SmtpError {
  readonly code?: string | undefined;
  readonly message?: string;
  readonly response?: string | undefined;
  readonly permanent?: boolean | undefined;
}

/** Only the mail itself or its addresses are refused for good; a login or TLS can be mended. */
const isForGood = ({ permanent, code }: SmtpError): boolean =>
  permanent === true && (code === 'EENVELOPE' || code === 'EMESSAGE');

function whyOf(error: unknown, { user, password }: SmtpSettings): string {
  const { code, message, response } = error as SmtpError;
  return fitToKeep([code, response ?? message].filter(Boolean).join(': '), [password, user]);
}
