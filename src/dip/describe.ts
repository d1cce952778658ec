/**
 * DIP messages in words, for a person: each field that a definition knows by the name it has there,
 * where it stands, and what a code means. Fields that nobody knows are left out.
 */
import type { DescribedLine } from '../flow/index.ts';
import { type DipDefinitions, type DipField, interfaceOf } from './definition.ts';
import { below, type JsonNode } from './fields.ts';
import { type DipMessage, parsedJson } from './message.ts';
import { createDipReader, type DipFileSummary, type DipReaderOptions } from './read-file.ts';
import { shortened } from '../shortened.ts';

/** What a field says, and where: `$[3].payload.CustomBlock.B070.proposedMeteringServiceMPID`. */
interface DipWord {
  readonly path: string;
  /** The name it has in its block. */
  readonly name: string;
  readonly value: string;
  readonly meaning: string | null;
}

type Asked = Pick<DipMessage, 'text' | 'path' | 'readAs' | 'schemaVersion'>;

/** The fields of a message: of what all have in common, and of its interface. */
export function wordsOfMessage(
  definitions: DipDefinitions,
  { text, path, readAs, schemaVersion }: Asked,
): { readonly common: readonly DipWord[]; readonly own: readonly DipWord[] } {
  const root: JsonNode = { path, value: parsedJson(text)?.value };
  const payload = below(root, 'payload') ?? root;
  const schema = definitions.schemas.get(schemaVersion ?? '') ?? definitions.newest;
  const [, definition] = (readAs === null ? null : interfaceOf(schema, readAs)) ?? [];
  const lists = (definition?.lists ?? []).flatMap((list) => {
    const found = below(payload, list.path);
    const all: readonly unknown[] = Array.isArray(found?.value) ? found.value : [];
    return all.flatMap((value, number) =>
      wordsAt({ path: `${found?.path}[${number}]`, value }, list.fields),
    );
  });
  return {
    common: wordsAt(payload, schema.common),
    own: [...wordsAt(payload, definition?.fields ?? []), ...lists],
  };
}

function wordsAt(
  node: JsonNode,
  fields: readonly Pick<DipField, 'path' | 'values'>[],
): readonly DipWord[] {
  return fields.flatMap(({ path, values }) => {
    const found = below(node, path);
    const value = found === null ? '' : inWords(found.value);
    if (found === null || value === '') return [];
    const meaning = values !== undefined && Object.hasOwn(values, value) ? values[value] : null;
    return [{ path: found.path, name: nameOf(path), value, meaning: meaning ?? null }];
  });
}

const nameOf = (path: string): string => path.split('.').at(-1) ?? path;

/** Ours: as much of a value as somebody reads. */
const shownMax = 200;

function inWords(value: unknown): string {
  if (value === null || value === undefined) return '';
  const said = typeof value === 'string' ? value : JSON.stringify(value);
  return shortened(said.trim().replaceAll(/\p{Cc}/gu, ' '), shownMax);
}

/** A message in lines, as those of a flow: what it is, and below it what it says. */
function* linesOf(definitions: DipDefinitions, message: DipMessage): Generator<DescribedLine> {
  const { path, line, interfaceId, text } = message;
  const name = interfaceId ?? 'no message that can be read';
  yield {
    kind: 'group',
    line,
    depth: 0,
    ref: path,
    name,
    value: '',
    meaning: null,
    text: `${path} ${name}, line ${line}`,
  };
  if (text === '') return;
  const { common, own } = wordsOfMessage(definitions, message);
  for (const word of [...common, ...own]) {
    const { name: called, value, meaning } = word;
    yield {
      kind: 'item',
      line,
      depth: 1,
      ref: word.path,
      name: called,
      value,
      meaning,
      text: `  ${called}: ${value}${meaning === null ? '' : ` (${meaning})`}`,
    };
  }
}

/** Reads a file piece by piece and keeps in words one page of its messages, the last where it has fewer. */
export function createDipDescriber(
  definitions: DipDefinitions,
  page: { readonly number: number; readonly instances: number },
  options: Omit<DipReaderOptions, 'onMessage'>,
) {
  let wanted: DipMessage[] = [];
  let count = 0;
  const reader = createDipReader(definitions, {
    ...options,
    onMessage: (message) => {
      if (count < page.number * page.instances) {
        if (count % page.instances === 0) wanted = [];
        wanted.push(message);
      }
      count += 1;
    },
  });
  return {
    push: (bytes: Uint8Array): void => reader.push(bytes),
    end: (): { readonly lines: readonly DescribedLine[]; readonly summary: DipFileSummary } => ({
      summary: reader.end(),
      lines: wanted.flatMap((message) => [...linesOf(definitions, message)]),
    }),
  };
}
