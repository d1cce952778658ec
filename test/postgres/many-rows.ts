/** Rows of a large desk, made inside PostgreSQL: as many checks as are wanted, and what goes with them. */
import type { Client } from 'pg';

const mpan = `lpad((1000000000000 + i)::text, 13, '0')`;

/** One in five is open; of these few have no deadline, and some have flows that wait. */
const checks = `insert into {schema}.checks (mpan, supplier, sequence, profile, meter_operator, state,
    outcome, opened_on, closed_on, owner, due_on, due_at, awaited, owed, approved, claimed_by)
  select ${mpan}, case when i % 3 = 0 then 'SUPP' else 'SUP' || i % 5 end, 1, 'option-1',
    case i % 97 when 0 then null when 1 then 'MOPX' else 'MO' || lpad((i % 40)::text, 2, '0') end,
    case when i % 5 > 0 then 'closed' else (array['investigating', 'replacementToOrder', 'ordered',
      'removalAwaited'])[1 + i / 5 % 4] end,
    case when i % 5 > 0 then 'noBackstop' end, (date '2024-01-01' + i % 900)::text,
    case when i % 5 > 0 then (date '2024-02-01' + i % 900)::text end,
    case when i % 5 = 0 then (array['M', 'X'])[1 + i / 5 % 2] end,
    case when i % 5 = 0 and i % 250 > 0 then (date '2026-08-01' + i / 5 % 60)::text end,
    case when i % 5 = 0 and i % 250 > 0 then (date '2026-08-01' + i / 5 % 60)::text || 'T23:00:00Z' end,
    case when i % 5 = 0 then 1 else 0 end, case when i % 50 = 0 then 'D0142' else '' end,
    case when i % 1000 = 0 then '[{"flow":"D0142"}]' else '' end,
    case when i % 100 = 0 then 'otto' else '' end
  from generate_series(1, $1::integer) i`;

const mpans = `insert into {schema}.mpans (mpan, revision, alerted, open, owing, excepted, state)
  select ${mpan}, 1, 0, case when i % 5 = 0 then 1 else 0 end, 0, 0, '{}'
  from generate_series(1, $1::integer) i`;

const exceptions = `insert into {schema}.exceptions (id, mpan, supplier, sequence, code, at, detail,
    sender, open, due_at, meter_operator, words, claimed_by)
  select 'x' || i, ${mpan}, 'SUPP', 1,
    (array['REPORT_UNCLEAR', 'UNEXPECTED_FLOW', 'CANNOT_DRAFT', 'ANSWERS_DISAGREE'])[1 + i % 4],
    to_char(timestamp '2025-01-01' + i * interval '40 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'f',
    'MO' || lpad((i % 40)::text, 2, '0'), case when i % 3 = 0 then 1 else 0 end,
    case when i % 3 = 0 then (date '2026-08-01' + i % 60)::text || 'T23:00:00Z' else '' end,
    case when i % 3 = 0 then 'MO' || lpad((i % 40)::text, 2, '0') else '' end,
    case when i % 12 = 0 then 'see photo ' || i % 500 else '' end,
    case when i % 300 = 0 then 'otto' else '' end
  from generate_series(1, $1::integer) i`;

const instant = `to_char(timestamp '2025-01-01' + i * interval '30 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const files = `insert into {schema}.files (id, name, folder, sha256, size, flow, file_identifier, sender,
    received_at, outcome, findings, instances, instances_accepted, destination, settled)
  select i, 'r' || i || '.usr', 'inbox', 'sha-' || i, 1, case when i % 50 > 0 then 'D0002' end,
    case when i % 50 > 0 then 'F' || i end, 'MO' || lpad((i % 40)::text, 2, '0'), ${instant},
    (array['applied', 'applied', 'applied', 'rejected', 'duplicate'])[1 + i % 5], '[]', 1, 1,
    'archive/' || i, 1
  from generate_series(1, $1::integer / 4) i`;

const outbox = `insert into {schema}.outbox (name, flow, file_identifier, from_mpid, to_role, to_mpid,
    mpans, text, sha256, created_at, written)
  select 'D0001_' || i || '.usr', (array['D0001', 'D0142'])[1 + i % 2], 'PW' || i, 'SUPP', 'M',
    'MO' || lpad((i % 40)::text, 2, '0'), '[]', 'ZHV', 'out-' || i, ${instant}, 1
  from generate_series(1, $1::integer / 8) i`;

const alerts = `insert into {schema}.alerts (key, mpan, at, kind, retracted, delivered, body)
  select 'alert-' || i, ${mpan}, ${instant}, (array['BREACHED', 'DUE_TODAY', 'CHASE'])[1 + i % 3],
    case when i % 10 = 0 then 1 else 0 end, 1, '{"party":"MO' || lpad((i % 40)::text, 2, '0')
      || '","supplier":"SUPP","sequence":1}'
  from generate_series(1, $1::integer / 4) i`;

/** One in two thousand entries is an act, one in a hundred seals others. */
const journal = `insert into {schema}.journal (seq, mpan, key, kind, effective_at, received_at, body,
    digest, follows, link)
  select i, case when i % 100 = 1 then '' else ${mpan} end, 'k' || i,
    case when i % 2000 = 0 then 'operator' when i % 100 = 1 then 'sealed' else 'flow' end, ${instant},
    ${instant}, '{"who":"otto","file":"r' || i / 4 || '.usr","fileIdentifier":"F' || i / 4
      || '","sender":"MO' || lpad((i % 40)::text, 2, '0') || '","action":{"name":"decide"}}', 'd', 0, 'l'
  from generate_series(1, $1::integer) i`;

const shared = `insert into {schema}.shared_entries (mpan, id, seq)
  select ${mpan}, 'x' || i, 2000 from generate_series(1, $1::integer / 4) i`;

const changes = `insert into {schema}.file_changes (file_id, sha256, at, why)
  select i * 2, null, ${instant}, 'purged' from generate_series(1, $1::integer / 10) i`;

const resubmissions = `insert into {schema}.resubmissions (source, name, done)
  select 'archive/' || i, 'r' || i, 1 from generate_series(1, $1::integer / 20) i`;

const contents = `insert into {schema}.contents (sha256)
  select 'sha-' || i from generate_series(1, $1::integer / 4) i`;

const named = `insert into {schema}.named_mpans (content, line, mpan, accepted)
  select c.id, i % 4, lpad((1000000000000 + c.id * 4 + i % 4)::text, 13, '0'), 1
  from {schema}.contents c, generate_series(0, 3) i`;

const sought = `insert into {schema}.sought (mpan, ids, site)
  select ${mpan}, ${mpan} || ' e12z' || lpad(i::text, 7, '0'), i % 90 || ' '
    || (array['high street', 'station road', 'church lane', 'mill lane', 'park road'])[1 + i % 5]
    || ' ls' || i % 20 || ' 4ap ls' || i % 20 || '4ap'
  from generate_series(1, $1::integer) i`;

export async function fillWithMany(client: Client, schema: string, count: number): Promise<void> {
  const run = (text: string, values: unknown[] = []) =>
    client.query(text.replaceAll('{schema}', schema), values);
  const each = [
    checks,
    mpans,
    exceptions,
    files,
    outbox,
    alerts,
    journal,
    shared,
    changes,
    resubmissions,
    contents,
    sought,
  ];
  for (const text of each) await run(text, [count]);
  await run(named);
  await run('select {schema}.add_up()');
  await run('vacuum analyze');
}
