/** `pawl sent`: one file that this gateway sent. */
import { type AnswerOf, sentFile } from '../../desk/index.ts';
import { acknowledgedInWords } from '../../words.ts';
import { instantInWords, roleInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = sentFile;

export const telling: AnswerText<AnswerOf<typeof sentFile>> = {
  *lines(
    { name, flow, fileIdentifier, toRole, toMpid, mpans, sha256, createdAt, ...is },
    { zone },
  ) {
    yield `${name}: ${flow} to ${roleInWords(toRole)} ${toMpid}, File Identifier ${fileIdentifier}`;
    yield `  created on ${instantInWords(zone, createdAt)}, ${sha256}`;
    yield `  MPAN ${mpans.join(', ')}`;
    yield is.isThere
      ? '  it is in outbox/ and waits to be fetched'
      : '  it was fetched from outbox/';
    const said = acknowledgedInWords(is);
    if (said !== '') yield `  the transfer service: ${said}`;
    if (!is.isAsSent) yield '  what it said about some MPANs has been erased or purged since';
  },
};
