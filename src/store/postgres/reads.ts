/** The questions of every store, as PostgreSQL is asked them. */
import type { Reads } from '../sql/reads.ts';
import type { PostgresSql } from './sql.ts';

export const postgresReads = ({ all }: Pick<PostgresSql, 'all'>): Reads => ({
  all: (text, ...values) => all(inPostgres(text), ...values),
  isWholeAtOnce: true,
});

function inPostgres(text: string): string {
  let place = 0;
  return text
    .replaceAll(/ indexed by \w+/g, '')
    .replaceAll('cross join', 'join')
    .replaceAll(/\+(?=[a-z])/g, '')
    .replaceAll(/nocase\((\w+)\)/g, 'lower($1)')
    .replaceAll('?', () => `$${(place += 1)}`);
}
