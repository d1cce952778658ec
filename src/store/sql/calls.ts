/** Calls by telephone with one participant, as they are looked through. */
import type { CallEntry } from '../team-entries.ts';
import type { Team } from '../team.ts';
import { type KeyPart, readCounted } from './keyset.ts';
import type { Reads } from './reads.ts';

export const callsPageOn =
  (reads: Reads): Team['callsPage'] =>
  async (party, place) => {
    const part: KeyPart = {
      columns: 'key, body',
      from: '{schema}.journal',
      where: [['key > ?', `call/${party}/`], ["+kind = 'call'"], ['body is not null']],
      // What begins so comes before the same with the character that follows the slash.
      begin: ['key < ?', `call/${party}0`],
      key: ['key'],
      descending: true,
      isNamed: true,
    };
    const page = await readCounted(reads, `calls ${party}`, [part], place);
    const callOf = (body: unknown): CallEntry => JSON.parse(String(body)) as CallEntry;
    return page === null ? null : { ...page, items: page.items.map(({ body }) => callOf(body)) };
  };
