/** What the embedded store keeps for the search. */
import type { UnitOfWork } from '../unit-of-work.ts';
import type { Sql } from './sql.ts';

/** Remembers what a unit of work says of contents and of resubmissions. */
export function commitSearch({ prepare }: Pick<Sql, 'prepare'>, unit: UnitOfWork): void {
  const content = prepare('insert or ignore into contents (sha256) values (?)');
  const named = prepare(`insert into named_mpans (content, line, mpan, accepted)
    select id, ?, ?, ? from contents where sha256 = ?
    on conflict do update set accepted = max(accepted, excluded.accepted)`);
  let last = '';
  for (const { sha256, line, mpan, accepted } of unit.named) {
    if (sha256 !== last) content.run(sha256);
    last = sha256;
    named.run(line, mpan, Number(accepted), sha256);
  }
  const asked = prepare('insert into resubmissions (source, name, lines) values (?, ?, ?)');
  for (const { source, name, lines } of unit.resubmissions) {
    asked.run(source, name, lines === null ? null : JSON.stringify(lines));
  }
  const again = prepare('update outbox set written = 0 where name = ?');
  for (const name of unit.rewritten) again.run(name);
}
