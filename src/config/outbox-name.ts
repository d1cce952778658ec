/** `outboxName`: what files in outbox/ are called, as the gateway of the transfer service wants it. */
import { z } from 'zod';
import { isOddOnWindows } from '../windows-path.ts';

/** What may stand in braces, each with how long it is at most. */
const fieldLengths = {
  flow: 5,
  fromRole: 1,
  fromParty: 4,
  toRole: 1,
  toParty: 4,
  toMpid: 4,
  fileIdentifier: 10,
  createdAt: 14,
  testFlag: 4,
  uuid: 36,
} as const;

export type OutboxNameField = keyof typeof fieldLengths;

const field = /\{(\w*)\}/g;

const isField = (name: string): name is OutboxNameField => Object.hasOwn(fieldLengths, name);

const fieldsIn = (template: string): readonly string[] =>
  [...template.matchAll(field)].map(([, name = '']) => name);

/** A name by its template, each field as it is told. */
export const namedBy = (template: string, told: (name: OutboxNameField) => string): string =>
  template.replace(field, (_, name: string) => (isField(name) ? told(name) : ''));

const longest = (template: string): string =>
  namedBy(template, (name) => 'x'.repeat(fieldLengths[name]));

/** Ours: what every file system and transfer gateway takes. */
const nameMax = 120;

export const outboxNameShape = z
  .string()
  .regex(/^[A-Za-z0-9_.{}-]{1,200}$/, 'letters, digits, "_", "-", "." and fields in braces')
  .refine(
    (template) => fieldsIn(template).every(isField) && !/[{}]/.test(template.replace(field, '')),
    `fields of these alone: ${Object.keys(fieldLengths)
      .map((name) => `{${name}}`)
      .join(', ')}`,
  )
  .refine(
    (template) => fieldsIn(template).some((name) => name === 'fileIdentifier' || name === 'uuid'),
    'a name with {fileIdentifier} or {uuid}, because each file needs a name of its own',
  )
  .refine(
    (template) =>
      longest(template).length <= nameMax &&
      !/^[.-]|\.$|\.(tmp|part)$/i.test(namedBy(template, () => 'x')),
    `at most ${nameMax} characters, not beginning with "." or "-" nor ending in ".", ".tmp" or ".part"`,
  )
  .refine(
    (template) => !isOddOnWindows(namedBy(template, () => 'x')),
    'a name that Windows keeps for no device, as it does CON, NUL or COM1 with whatever follows a dot',
  )
  .default('{flow}_{toMpid}_{fileIdentifier}.usr')
  .describe('what files in outbox/ are called: a template with {fileIdentifier} or {uuid} in it');

/** Whether a file may have been named by a template. */
export const mayBeNamedBy = (template: string, name: string): boolean =>
  new RegExp(
    `^${namedBy(template.replaceAll('.', '\\.'), (part) => `[\\w-]{1,${fieldLengths[part]}}`)}$`,
  ).test(name);
