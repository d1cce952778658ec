/**
 * A file of components read from its first row to its last: each good one is assessed, counted and
 * handed over before the next, so that memory does not grow with the file. A component that stands
 * in it twice counts once.
 */
import type { Finding } from '../../flow/index.ts';
import { invalidRow, readRows } from '../../files/index.ts';
import { metKeys } from '../../store/index.ts';
import { type Component, componentRows } from './component.ts';
import { type Assessed, assess, createTally, type ComponentTally } from './totals.ts';

export interface ComponentsRead {
  readonly findings: readonly Finding[];
  readonly rows: number;
  readonly tally: ComponentTally;
}

export async function readComponents(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onAssessed: (assessed: Assessed) => void | Promise<void>,
): Promise<ComponentsRead> {
  const tally = createTally();
  const met = metKeys();
  try {
    const { headerOf, rowOf } = componentRows;
    const shape: typeof componentRows = {
      headerOf,
      rowOf: (header, cells, line) => {
        const read = rowOf(header, cells, line);
        if (!('row' in read)) return read;
        // Ours: a component is named by its CMU and its id together.
        const first = met.meet(keyOf(read.row), line);
        if (first === null) return read;
        const message = `this component of this CMU stands on line ${first} already`;
        return { findings: [invalidRow(line, 'componentId', message)] };
      },
    };
    const { findings, rowCount } = await readRows(source, shape, (component) => {
      const assessed = assess(component);
      tally.add(assessed);
      return onAssessed(assessed);
    });
    return { findings, rows: rowCount, tally };
  } finally {
    met.close();
  }
}

const keyOf = ({ cmuId, componentId }: Component): string => `${cmuId}\n${componentId}`;
