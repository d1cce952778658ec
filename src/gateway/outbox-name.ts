/** The name of a file in outbox/, by the configuration's template. */
import { namedBy, type OutboxNameField } from '../config/index.ts';
import { sha256Of } from '../files/index.ts';
import type { Envelope } from '../flow/index.ts';

/** The same for the same file, however often it is made: a uuid is made of what tells it from others. */
export function outboxNameOf(template: string, envelope: Envelope): string {
  const { flow, fromRole, fromMpid, toRole, toMpid, fileIdentifier, createdAt, testFlag } =
    envelope;
  const told: Readonly<Record<OutboxNameField, string>> = {
    flow,
    fromRole,
    fromParty: fromMpid,
    toRole,
    toParty: toMpid,
    toMpid,
    fileIdentifier,
    createdAt,
    testFlag,
    uuid: uuidOf([fromMpid, flow, fileIdentifier, createdAt, testFlag].join(' ')),
  };
  // What is told of a counterparty is text of others, and a name is a path.
  return namedBy(template, (name) => told[name].replace(/[^A-Za-z0-9-]/g, '_'));
}

/** RFC 9562, 5.8: a UUID of version 8, whose bits are one's own: here the first of a SHA-256. */
function uuidOf(text: string): string {
  const digest = sha256Of(text);
  const variant = ((Number.parseInt(digest[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
