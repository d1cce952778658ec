/** `pawl exceptions`: the work queue, with the ids by which `pawl resolve` settles an item. */
import { exceptionCodes, isNote } from '../process/index.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

export interface ExceptionsOptions {
  readonly workspace?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function exceptions(options: ExceptionsOptions): Promise<number> {
  await atDesk(options.workspace, async ({ store, rules }) => {
    const found = await store.exceptions(options.all === true ? {} : { open: true });
    if (options.json === true) {
      sayJson(
        found.map(({ id, mpan, supplier, sequence, code, at, detail, open }) => {
          const { kind, says, remedy } = exceptionCodes[code];
          return { id, mpan, supplier, sequence, code, kind, at, detail, open, says, remedy };
        }),
      );
      return;
    }
    if (found.length === 0) {
      say('The work queue is empty.');
      return;
    }
    const rows = found.map(({ id, code, at, detail, open }) => [
      id,
      code,
      open ? 'open' : isNote(code) ? 'note' : 'settled',
      instantInWords(rules.zone, at),
      detail,
    ]);
    for (const line of table(['Id', 'Code', 'State', 'Since', 'About'], rows)) say(line);
    for (const code of new Set(found.filter(({ open }) => open).map((one) => one.code))) {
      const { says, remedy } = exceptionCodes[code];
      say(`${code}: ${says}.`);
      say(`  ${remedy}`);
    }
    say(count(found.length, 'item'));
  });
  return 0;
}
