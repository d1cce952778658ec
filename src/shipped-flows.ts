/** The catalogue that comes with Pawl: the definitions in flows/, which are data beside the source. */
import { readdirSync, readFileSync } from 'node:fs';
import { EngineError } from './engine-error.ts';
import { type Catalogue, compileCatalogue } from './flow/index.ts';

const flowsFolder = new URL('../flows/', import.meta.url);

/**
 * The shipped catalogue, read when something of it is first asked for. Throws
 * FLOW_DEFINITION_INVALID then, listing every problem of a definition.
 */
export function loadCatalogue(): Catalogue {
  let made: Catalogue | undefined;
  const read = (): Catalogue => (made ??= readCatalogue());
  return {
    get flows() {
      return read().flows;
    },
    get items() {
      return read().items;
    },
    get sources() {
      return read().sources;
    },
  };
}

function readCatalogue(): Catalogue {
  try {
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(name, flowsFolder), 'utf8'));
    const names = readdirSync(flowsFolder).filter((name) => /^D\d{4}_\d{3}\.json$/.test(name));
    return compileCatalogue(names.sort().map(read), read('data-items.json'));
  } catch (error) {
    throw new EngineError(
      'FLOW_DEFINITION_INVALID',
      error instanceof Error ? error.message : 'a definition in flows/ cannot be read',
      'correct the definition; flows/README.md says how one is read',
      error,
    );
  }
}
