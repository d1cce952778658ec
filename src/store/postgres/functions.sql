-- Made anew by every migration: a gateway of another schema calls a function that refuses it.

create or replace function {schema}.times_taken(p_sha256 text, p_sender text, p_flow text, p_identifier text)
returns bigint language sql stable as $fn$
  select
    (select count(*) from {schema}.files where sha256 = p_sha256
      and outcome in ('applied', 'partly-applied', 'not-ours')) +
    (select count(*) from {schema}.files where sender = p_sender and flow = p_flow
      and file_identifier = p_identifier and outcome in ('applied', 'partly-applied')) +
    (select count(*) from {schema}.outbox where from_mpid = p_sender and flow = p_flow
      and file_identifier = p_identifier)
$fn$;

create or replace function {schema}.refuse(p_answer text) returns void language plpgsql as $fn$
begin
  raise exception using errcode = 'PW001', message = p_answer;
end $fn$;

-- Whether a migration, or a change of the rules, holds the right to write.
create or replace function {schema}.is_locked() returns boolean language sql as $fn$
  select not pg_catalog.pg_try_advisory_xact_lock_shared({lock})
$fn$;

-- What lists and the search say in the words of the embedded store.
create or replace function {schema}.instr(p_text text, p_part text) returns integer
language sql immutable as $fn$ select strpos(p_text, p_part) $fn$;

create or replace function {schema}.json_array_length(p_json text) returns integer
language sql immutable as $fn$
  select case when p_json = '' then 0 else pg_catalog.json_array_length(p_json::json) end
$fn$;

create or replace function {schema}.json_valid(p_json text) returns integer
language plpgsql immutable as $fn$
begin
  perform p_json::json;
  return 1;
exception when others then
  return 0;
end $fn$;

-- What JSON says at a path like $.action.name. It may hold what a text cannot: a NUL, which stands as
-- texts have it, and half a character. What is damaged says nothing.
create or replace function {schema}.json_extract(p_json text, p_path text) returns text
language plpgsql immutable strict as $fn$
declare
  names text[] := string_to_array(substr(p_path, 3), '.');
begin
  return p_json::json #>> names;
exception when others then
  begin
    return regexp_replace(
      regexp_replace(p_json, '(?<!\\)((?:\\\\)*)\\u0000', '\1' || chr(1114111) || '0', 'g'),
      '(?<!\\)((?:\\\\)*)\\ud[89a-f]..', '\1' || chr(65533), 'g')::json #>> names;
  exception when others then
    return null;
  end;
end $fn$;

-- By how many the checks of each kind, and the open items, grew or shrank in a statement.
create or replace function {schema}.count_checks() returns trigger language plpgsql as $fn$
begin
  if tg_op = 'INSERT' then
    insert into {schema}.counting_checks select coalesce(owner, ''), supplier, coalesce(meter_operator, ''), coalesce(due_at, ''),
      coalesce(due_on, ''), state, (closed_on is null)::integer,
      (awaited = 1 and closed_on is null)::integer, (owed <> '')::integer, count(*)
    from added group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
  elsif tg_op = 'DELETE' then
    insert into {schema}.counting_checks select coalesce(owner, ''), supplier, coalesce(meter_operator, ''), coalesce(due_at, ''),
      coalesce(due_on, ''), state, (closed_on is null)::integer,
      (awaited = 1 and closed_on is null)::integer, (owed <> '')::integer, -count(*)
    from gone group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
  else
    insert into {schema}.counting_checks select coalesce(owner, ''), supplier, coalesce(meter_operator, ''), coalesce(due_at, ''),
      coalesce(due_on, ''), state, (closed_on is null)::integer,
      (awaited = 1 and closed_on is null)::integer, (owed <> '')::integer, sum(n)
    from (select *, 1 as n from added union all select *, -1 from gone) c
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(n) <> 0;
  end if;
  return null;
end $fn$;

create or replace function {schema}.count_items() returns trigger language plpgsql as $fn$
begin
  if tg_op = 'INSERT' then
    insert into {schema}.counting_items
      select code, sender, count(*) from added where open = 1 group by code, sender;
  elsif tg_op = 'DELETE' then
    insert into {schema}.counting_items
      select code, sender, -count(*) from gone where open = 1 group by code, sender;
  else
    insert into {schema}.counting_items select code, sender, sum(n)
      from (select *, 1 as n from added union all select *, -1 from gone) i
      where open = 1 group by code, sender having sum(n) <> 0;
  end if;
  return null;
end $fn$;

create or replace trigger checks_added after insert on {schema}.checks
  referencing new table as added for each statement execute function {schema}.count_checks();
create or replace trigger checks_gone after delete on {schema}.checks
  referencing old table as gone for each statement execute function {schema}.count_checks();
create or replace trigger checks_changed after update on {schema}.checks
  referencing old table as gone new table as added
  for each statement execute function {schema}.count_checks();
create or replace trigger exceptions_added after insert on {schema}.exceptions
  referencing new table as added for each statement execute function {schema}.count_items();
create or replace trigger exceptions_gone after delete on {schema}.exceptions
  referencing old table as gone for each statement execute function {schema}.count_items();
create or replace trigger exceptions_changed after update on {schema}.exceptions
  referencing old table as gone new table as added
  for each statement execute function {schema}.count_items();

-- Adds up what was counted so far. Who calls it has the head.
create or replace function {schema}.add_up() returns void language plpgsql as $fn$
begin
  with gone as (delete from {schema}.counting_checks returning *)
    insert into {schema}.counted_checks as c select owner, supplier, meter_operator, due_at, due_on,
      state, open, awaited, owing, sum(number) from gone
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9 having sum(number) <> 0
    on conflict (owner, supplier, meter_operator, due_at, due_on, state, open, awaited, owing)
      do update set number = c.number + excluded.number;
  delete from {schema}.counted_checks where number = 0;
  with gone as (delete from {schema}.counting_items returning *)
    insert into {schema}.counted_items as i select code, sender, sum(number) from gone
      group by code, sender having sum(number) <> 0
    on conflict (code, sender) do update set number = i.number + excluded.number;
  delete from {schema}.counted_items where number = 0;
end $fn$;

-- The same schema as whoever asks knows, no migration while this transaction lasts, and a gateway that
-- nobody has declared dead, nor can before it is through. A command beside the gateways is none of them,
-- and has no fence.
create or replace function {schema}.let_in(p_version integer, p_gateway text, p_fence bigint)
returns void language plpgsql as $fn$
begin
  perform pg_catalog.pg_advisory_xact_lock_shared({lock});
  if p_version <> {version} then perform {schema}.refuse('stale'); end if;
  if p_gateway is not null then
    perform from {schema}.gateways where id = p_gateway and fence = p_fence for key share;
    if not found then perform {schema}.refuse('fenced'); end if;
  end if;
end $fn$;

-- What every write begins with: that, and the mark that something was written.
create or replace function {schema}.fence(p_version integer, p_gateway text, p_fence bigint)
returns void language plpgsql as $fn$
begin
  perform {schema}.let_in(p_version, p_gateway, p_fence);
  update {schema}.changes set number = number + 1 where slot = pg_catalog.pg_backend_pid() % 64;
end $fn$;

-- A gateway that has not been seen for its lease is declared dead: its row goes, what it had to itself goes
-- with it, and whatever it still writes is refused. One whose write is under way is left for the next time.
create or replace function {schema}.bury(p_id text, p_lease integer) returns text[]
language sql as $fn$
  with late as (
    select id from {schema}.gateways
      where id <> p_id and seen_at < clock_timestamp() - make_interval(secs => p_lease)
      for update skip locked),
  gone as (delete from {schema}.gateways g using late l where l.id = g.id returning g.name)
  select coalesce(array_agg(name order by name), '{}') from gone
$fn$;

-- Who goes by another configuration: the first gateway, whose counts; any, while there is none.
create or replace function {schema}.differing(p_id text, p_config text) returns text
language sql stable as $fn$
  select g.name from {schema}.gateways g
    where g.id <> p_id and g.config_digest <> p_config
      and g.id = coalesce((select r.gateway from {schema}.roles r where r.name = 'first'), g.id)
    order by g.fence limit 1
$fn$;

create or replace function {schema}.first_version() returns text language sql stable as $fn$
  select g.version from {schema}.roles r join {schema}.gateways g on g.id = r.gateway
    where r.name = 'first'
$fn$;

drop function if exists {schema}.join_gateway;
drop function if exists {schema}.beat;

-- Answers the fence of a gateway that joins; none where another goes by another configuration, which
-- one it says. Its own earlier life is dead: it had the same folder.
create function {schema}.join_gateway(
  p_version integer, p_id text, p_name text, p_pawl text, p_config text, p_lease integer,
  out fence bigint, out other text, out first_version text, out buried text[], out now_ms bigint
) language plpgsql as $fn$
begin
  perform {schema}.fence(p_version, null, null);
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('pawl gateways {schema}', 0));
  delete from {schema}.gateways where id = p_id;
  buried := {schema}.bury(p_id, p_lease);
  other := {schema}.differing(p_id, p_config);
  first_version := {schema}.first_version();
  if other is null then
    insert into {schema}.gateways (id, name, version, config_digest, seen_at)
      values (p_id, p_name, p_pawl, p_config, clock_timestamp())
      returning gateways.fence into join_gateway.fence;
  end if;
  now_ms := extract(epoch from clock_timestamp()) * 1000;
end $fn$;

-- A gateway says that it lives and what it goes by. It hears the time, whom it has declared dead, who
-- goes by another configuration, and of which Pawl the first gateway is, if there is one. One of another
-- schema cannot write any more, and makes room for one that can.
create function {schema}.beat(
  p_version integer, p_id text, p_fence bigint, p_config text, p_lease integer,
  out is_member integer, out other text, out first_version text, out buried text[], out now_ms bigint
) language plpgsql as $fn$
begin
  if p_version <> {version} then
    delete from {schema}.gateways where id = p_id and fence = p_fence;
  end if;
  update {schema}.gateways set seen_at = clock_timestamp(), config_digest = p_config
    where id = p_id and fence = p_fence;
  is_member := found::integer;
  buried := case when is_member = 1 then {schema}.bury(p_id, p_lease) else '{}' end;
  other := {schema}.differing(p_id, p_config);
  first_version := {schema}.first_version();
  now_ms := extract(epoch from clock_timestamp()) * 1000;
end $fn$;

-- Claims files of a drop folder for a gateway: at most so many of those named, in their order, and answers
-- the places of which. What it has already it gets again: it may not have heard of it. A file whose receipt waits until it is put away is left to whoever asks for such (`p_waiting`), and
-- those to nobody else. One question after the other, so that nobody waits in vain for what another takes.
create or replace function {schema}.claim_files(
  p_version integer, p_gateway text, p_fence bigint,
  p_root text, p_names text[], p_most integer, p_waiting boolean
) returns integer[] language plpgsql as $fn$
declare
  places integer[];
begin
  perform {schema}.let_in(p_version, p_gateway, p_fence);
  perform pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended('pawl files {schema} ' || p_root, 0));
  with wanted as (
    select w.name, w.n from unnest(p_names) with ordinality w (name, n)
      where not exists (select from {schema}.file_claims c
          where c.root = p_root and c.name = w.name and c.gateway <> p_gateway)
        and p_waiting = exists (select from {schema}.files f where f.settled = 0 and f.name = w.name
          and f.claim is not null and f.claim::json ->> 'root' = p_root)
      order by w.n limit p_most),
  made as (
    insert into {schema}.file_claims (root, name, gateway)
      select p_root, name, p_gateway from wanted on conflict do nothing)
  select coalesce(array_agg(n::integer order by n), '{}') into places from wanted;
  return places;
end $fn$;

-- No commit is under way by the rules of before when it is through.
create or replace function {schema}.raise_epoch(p_version integer, p_gateway text, p_fence bigint)
returns bigint language plpgsql as $fn$
declare
  epoch bigint;
begin
  perform pg_catalog.pg_advisory_xact_lock({lock});
  perform {schema}.fence(p_version, p_gateway, p_fence);
  insert into {schema}.notes as n values ('epoch', '1')
    on conflict (key) do update set value = (n.value::bigint + 1)::text
    returning value::bigint into epoch;
  return epoch;
end $fn$;

-- Appends entries from this number on, those with a known key left out, and answers their links. Who
-- calls it has the head.
create or replace function {schema}.append(
  p_next bigint, p_mpan text[], p_key text[], p_kind text[], p_effective text[], p_received text[],
  p_body text[], p_digest text[]
) returns text[] language plpgsql as $fn$
declare
  places integer[];
  earlier integer[];
  follows bigint[];
  befores text[];
  links text[] := '{}';
begin
  if cardinality(p_key) = 0 then return links; end if;
  -- An entry follows the last one of its MPAN, which is among these or in the journal.
  with fresh as (
    select min(u.n)::integer as n from unnest(p_key) with ordinality u (key, n)
      where not exists (select from {schema}.journal j where j.key = u.key) group by u.key),
  placed as (
    select n, p_mpan[n] as mpan, (row_number() over (order by n))::integer as k from fresh),
  chained as (
    select n, k, mpan,
      case when mpan <> '' then lag(k) over (partition by mpan order by k) end as earlier from placed)
  select array_agg(c.n order by c.k), array_agg(c.earlier order by c.k),
      array_agg(coalesce(p_next - 1 + c.earlier, l.seq, 0) order by c.k),
      array_agg(coalesce(l.link, repeat('0', 64)) order by c.k)
    into places, earlier, follows, befores
    from chained c left join lateral (
      select j.seq, j.link from {schema}.journal j
        where c.earlier is null and c.mpan <> '' and j.mpan = c.mpan
        order by j.seq desc limit 1) l on true;
  for k in 1 .. coalesce(cardinality(places), 0) loop
    links := links || encode(sha256(convert_to(
      coalesce(links[earlier[k]], befores[k]) || p_digest[places[k]] || (p_next - 1 + k), 'UTF8')), 'hex');
  end loop;
  insert into {schema}.journal
      (seq, mpan, key, kind, effective_at, received_at, body, digest, follows, link)
    select p_next - 1 + f.k, p_mpan[f.n], p_key[f.n], p_kind[f.n], p_effective[f.n], p_received[f.n],
      p_body[f.n], p_digest[f.n], f.follows, f.link
    from unnest(places, follows, links) with ordinality f (n, follows, link, k);
  return links;
end $fn$;

-- Appends seals, each given as its JSON, in entries of two thousand, and answers their links.
create or replace function {schema}.append_seals(p_next bigint, p_at text, p_seals text[])
returns text[] language plpgsql as $fn$
declare
  links text[] := '{}';
  next bigint := p_next;
  whole text;
begin
  while 2000 * (next - p_next) < cardinality(p_seals) loop
    whole := '{"kind":"sealed","key":"sealed/' || next || '","mpan":"","effectiveAt":' ||
      to_json(p_at) || ',"receivedAt":' || to_json(p_at) ||
      ',"sender":"","fileIdentifier":"sealed","file":"","line":0,"who":"","records":[' ||
      array_to_string(p_seals[2000 * (next - p_next) + 1 : 2000 * (next - p_next + 1)], ',') || ']}';
    links := links || {schema}.append(next, array[''], array['sealed/' || next], array['sealed'],
      array[p_at], array[p_at], array[whole],
      array[encode(sha256(convert_to(whole, 'UTF8')), 'hex')]);
    next := next + 1;
  end loop;
  return links;
end $fn$;

-- Adds what was appended as one commit, and its head: the last statement of a transaction.
create or replace function {schema}.end_commit(p_first bigint, p_links text[]) returns void
language plpgsql as $fn$
declare
  last bigint := p_first - 1 + cardinality(p_links);
  root text := encode(sha256(convert_to(array_to_string(p_links, ''), 'UTF8')), 'hex');
  whole text;
begin
  if cardinality(p_links) = 0 then return; end if;
  select encode(sha256(convert_to(
      h.link || ' ' || p_first || ' ' || last || ' ' || root, 'UTF8')), 'hex')
    into whole from {schema}.head h where h.one = 1;
  insert into {schema}.commits (last, first, root, head) values (last, p_first, root, whole);
  update {schema}.head set seq = last, link = whole where one = 1;
  if last / 1000 > (p_first - 1) / 1000 then perform {schema}.add_up(); end if;
end $fn$;

-- A commit of entries and seals. Without an instant that of the newest entry counts for the seals.
create or replace function {schema}.record(
  p_mpan text[], p_key text[], p_kind text[], p_effective text[], p_received text[], p_body text[],
  p_digest text[], p_at text, p_seals text[]
) returns void language plpgsql as $fn$
declare
  before bigint;
  links text[];
begin
  select seq into before from {schema}.head where one = 1 for no key update;
  links := {schema}.append(before + 1, p_mpan, p_key, p_kind, p_effective, p_received, p_body, p_digest);
  perform {schema}.end_commit(before + 1, links || {schema}.append_seals(
    before + 1 + cardinality(links), coalesce(p_at,
      (select received_at from {schema}.journal where seq = before), ''), p_seals));
end $fn$;

-- By whom a check or an item of the work queue is claimed, as the claim of its MPAN says.
create or replace function {schema}.check_claim(
  p_mpan text, p_supplier text, p_sequence integer, p_closed_on text
) returns text language sql stable as $fn$
  select coalesce((select c.who from {schema}.claims c where c.mpan = p_mpan
    and c.supplier = p_supplier and c.sequence = p_sequence and p_closed_on is null), '')
$fn$;

create or replace function {schema}.item_claim(p_mpan text, p_at text, p_open integer) returns text
language sql stable as $fn$
  select coalesce((select c.who from {schema}.claims c where c.mpan = p_mpan and p_open = 1
    and case when c.supplier is null then p_at <= c.at
      else exists (select from {schema}.checks k where k.mpan = c.mpan and k.supplier = c.supplier
        and k.sequence = c.sequence and k.closed_on is null) end), '')
$fn$;

-- After rows of these MPANs were written, or claims of them: whose the rows are.
create or replace function {schema}.place_claims(p_mpan text[]) returns void
language plpgsql as $fn$
begin
  update {schema}.checks c
    set claimed_by = {schema}.check_claim(c.mpan, c.supplier, c.sequence, c.closed_on)
    where c.mpan = any (p_mpan)
      and c.claimed_by <> {schema}.check_claim(c.mpan, c.supplier, c.sequence, c.closed_on);
  update {schema}.exceptions e set claimed_by = {schema}.item_claim(e.mpan, e.at, e.open)
    where e.mpan = any (p_mpan) and e.claimed_by <> {schema}.item_claim(e.mpan, e.at, e.open);
end $fn$;

-- The first MPAN after one that the journal or anything that follows from it names.
create or replace function {schema}.next_mpan(p_after text) returns text language sql stable as $fn$
  select least(
    (select min(mpan) from {schema}.journal where mpan > p_after),
    (select min(mpan) from {schema}.mpans where mpan > p_after),
    (select min(mpan) from {schema}.checks where mpan > p_after),
    (select min(mpan) from {schema}.exceptions where mpan > p_after))
$fn$;

-- The words of a text, and after them those of another that it has not.
create or replace function {schema}.with_words(p_before text, p_told text) returns text
language sql immutable as $fn$
  select case when p_before = '' then p_told else p_before || coalesce((
    select string_agg(' ' || w, '' order by k)
    from unnest(string_to_array(p_told, ' ')) with ordinality t (w, k)
    where w <> all (string_to_array(p_before, ' '))), '') end
$fn$;

-- New words after those that stand; an MPAN is looked for by itself too.
create or replace function {schema}.add_sought(p_s_mpan text[], p_s_ids text[], p_s_site text[])
returns void language plpgsql as $fn$
begin
  insert into {schema}.sought as s (mpan, ids, site)
    select u.mpan, u.mpan || coalesce((select string_agg(' ' || w, '' order by k)
        from unnest(string_to_array(u.ids, ' ')) with ordinality w (w, k) where w <> u.mpan), ''),
      u.site
    from unnest(p_s_mpan, p_s_ids, p_s_site) u (mpan, ids, site) order by u.mpan
    on conflict (mpan) do nothing;
  update {schema}.sought s set
      ids = {schema}.with_words(s.ids, u.ids), site = {schema}.with_words(s.site, u.site)
    from unnest(p_s_mpan, p_s_ids, p_s_site) u (mpan, ids, site) where s.mpan = u.mpan
      and (s.ids <> {schema}.with_words(s.ids, u.ids) or s.site <> {schema}.with_words(s.site, u.site));
end $fn$;

drop function if exists {schema}.commit_unit;
create function {schema}.commit_unit(
  p_version integer, p_gateway text, p_fence bigint, p_token text, p_at text, p_epoch bigint, p_calendars integer, p_merges integer,
  p_numbers_to bigint, p_wake_open boolean, p_wake_held boolean, p_note_codes text[],
  p_g_sha256 text[], p_g_sender text[], p_g_flow text[], p_g_identifier text[], p_g_seen integer[],
  p_m_mpan text[], p_m_revision integer[], p_m_wake text[], p_m_release text[], p_m_open integer[],
  p_m_owing integer[], p_m_excepted integer[], p_m_alerted integer[], p_m_keeps integer[],
  p_m_fewer integer[], p_m_state text[],
  p_c_mpan text[], p_c_supplier text[], p_c_sequence integer[], p_c_profile text[],
  p_c_operator text[], p_c_state text[], p_c_outcome text[], p_c_opened text[], p_c_closed text[],
  p_c_owner text[], p_c_due_on text[], p_c_due_at text[], p_c_awaited integer[], p_c_owed text[],
  p_c_approved text[],
  p_e_id text[], p_e_mpan text[], p_e_supplier text[], p_e_sequence integer[], p_e_code text[],
  p_e_at text[], p_e_detail text[], p_e_sender text[], p_e_open integer[], p_e_due_at text[],
  p_e_operator text[], p_e_words text[],
  p_j_mpan text[], p_j_key text[], p_j_kind text[], p_j_effective text[], p_j_received text[],
  p_j_body text[], p_j_digest text[],
  p_a_key text[], p_a_mpan text[], p_a_at text[], p_a_kind text[], p_a_retracted integer[],
  p_a_body text[], p_retracted text[], p_restored text[],
  p_n_sha256 text[], p_n_line integer[], p_n_mpan text[], p_n_accepted integer[],
  p_s_mpan text[], p_s_ids text[], p_s_site text[],
  p_rewritten text[],
  -- What there is little of: so many texts a row, one row after the other.
  p_files text[], p_outbox text[], p_deliveries text[], p_milestones text[], p_resubmissions text[],
  p_calendar text[],
  p_merge text[],
  p_z_kind integer[], p_z_ref integer[], p_z_before text[], p_z_after text[]
) returns void language plpgsql as $fn$
declare
  n integer;
  i integer;
  first bigint;
  merge bigint;
  number bigint;
  next bigint;
  links text[];
  raised text[];
  seals text[] := '{}';
  record text;
begin
  perform {schema}.fence(p_version, p_gateway, p_fence);
  -- Ours: more than a time service lets a clock differ. What a gateway dates later waits for its clock.
  if p_gateway is not null and p_at::timestamptz > clock_timestamp() + interval '5 seconds' then
    perform {schema}.refuse('skewed');
  end if;
  if p_token is not null then
    insert into {schema}.commit_tokens values (p_token, p_at) on conflict do nothing;
    if not found then perform {schema}.refuse('already'); end if;
  end if;
  if p_epoch is not null and p_epoch <> coalesce(
    (select value::bigint from {schema}.notes where key = 'epoch'), 0) then
    perform {schema}.refuse('stale');
  end if;
  if exists (select from unnest(p_g_sha256, p_g_sender, p_g_flow, p_g_identifier, p_g_seen) g (a, b, c, d, seen)
    where {schema}.times_taken(g.a, g.b, g.c, g.d) <> g.seen) then
    perform {schema}.refuse('conflict');
  end if;

  -- MPANs in their order, so that no two commits wait for each other.
  if p_wake_open or p_wake_held then
    perform from {schema}.mpans m where m.mpan = any (p_m_mpan || p_a_mpan)
      or (p_wake_open and m.open = 1) or (p_wake_held and m.mpan in
        (select e.mpan from {schema}.exceptions e where e.open = 1 and e.code = 'PAWL_FAULT'))
      order by m.mpan for no key update;
  else
    perform from {schema}.mpans m where m.mpan = any (p_m_mpan || p_a_mpan)
      order by m.mpan for no key update;
  end if;
  if exists (select from unnest(p_m_mpan, p_m_revision) u (mpan, revision)
    left join {schema}.mpans m on m.mpan = u.mpan where coalesce(m.revision, 0) <> u.revision) then
    perform {schema}.refuse('conflict');
  end if;
  update {schema}.mpans m set wake_at = u.wake, revision = m.revision + 1, state = u.state, behind = 0,
      release_at = case u.keeps when 1 then null else u.release end,
      open = case u.keeps when 1 then m.open else u.open end,
      owing = case u.keeps when 1 then 0 else u.owing end,
      excepted = case u.keeps when 1 then 1 else u.excepted end,
      alerted = greatest(m.alerted, u.alerted)
    from unnest(p_m_mpan, p_m_revision, p_m_wake, p_m_release, p_m_open, p_m_owing, p_m_excepted,
      p_m_alerted, p_m_keeps, p_m_state)
      u (mpan, revision, wake, release, open, owing, excepted, alerted, keeps, state)
    where m.mpan = u.mpan and u.revision > 0;
  insert into {schema}.mpans as m
      (mpan, revision, wake_at, release_at, open, owing, excepted, alerted, state)
    select u.mpan, 1, u.wake, u.release, u.open, u.owing, u.excepted, u.alerted, u.state
    from unnest(p_m_mpan, p_m_revision, p_m_wake, p_m_release, p_m_open, p_m_owing, p_m_excepted,
      p_m_alerted, p_m_state)
      u (mpan, revision, wake, release, open, owing, excepted, alerted, state)
    where u.revision = 0 order by u.mpan
    on conflict (mpan) do nothing;
  get diagnostics n = row_count;
  -- Another commit made one of them since they were looked at.
  if n <> (select count(*) from unnest(p_m_revision) r where r = 0) then
    perform {schema}.refuse('conflict');
  end if;

  delete from {schema}.checks c using unnest(p_m_mpan, p_m_fewer) u (mpan, fewer)
    where c.mpan = u.mpan and u.fewer = 1;
  insert into {schema}.checks (mpan, supplier, sequence, profile, meter_operator, state, outcome,
      opened_on, closed_on, owner, due_on, due_at, awaited, owed, approved)
    select * from unnest(p_c_mpan, p_c_supplier, p_c_sequence, p_c_profile, p_c_operator, p_c_state,
      p_c_outcome, p_c_opened, p_c_closed, p_c_owner, p_c_due_on, p_c_due_at, p_c_awaited, p_c_owed,
      p_c_approved)
    on conflict (mpan, supplier, sequence) do update set profile = excluded.profile,
      meter_operator = excluded.meter_operator, state = excluded.state, outcome = excluded.outcome,
      opened_on = excluded.opened_on, closed_on = excluded.closed_on, owner = excluded.owner,
      due_on = excluded.due_on, due_at = excluded.due_at, awaited = excluded.awaited,
      owed = excluded.owed, approved = excluded.approved;
  update {schema}.checks c set owed = '', approved = ''
    from unnest(p_m_mpan, p_m_excepted, p_m_keeps) u (mpan, excepted, keeps)
    where c.mpan = u.mpan and u.excepted = 1 and u.keeps = 1;

  delete from {schema}.exceptions e using unnest(p_m_mpan, p_m_excepted, p_m_keeps) u (mpan, excepted, keeps)
    where e.mpan = u.mpan and u.excepted = 1 and u.keeps = 0 and e.code = any (p_note_codes)
      and not exists (select from unnest(p_e_id, p_e_mpan) s (id, mpan)
        where s.id = e.id and s.mpan = e.mpan);
  update {schema}.exceptions e set open = 0, due_at = '', meter_operator = '', words = ''
    from unnest(p_m_mpan, p_m_excepted, p_m_keeps) u (mpan, excepted, keeps)
    where e.mpan = u.mpan and u.excepted = 1 and u.keeps = 0 and e.open = 1
      and not exists (select from unnest(p_e_id, p_e_mpan) s (id, mpan)
        where s.id = e.id and s.mpan = e.mpan);
  insert into {schema}.exceptions (id, mpan, supplier, sequence, code, at, detail, sender, open,
      due_at, meter_operator, words)
    select * from unnest(p_e_id, p_e_mpan, p_e_supplier, p_e_sequence, p_e_code, p_e_at, p_e_detail,
      p_e_sender, p_e_open, p_e_due_at, p_e_operator, p_e_words)
    on conflict (id) do update set mpan = excluded.mpan, supplier = excluded.supplier,
      sequence = excluded.sequence, code = excluded.code, at = excluded.at,
      detail = excluded.detail, sender = excluded.sender, open = excluded.open,
      due_at = excluded.due_at, meter_operator = excluded.meter_operator, words = excluded.words;
  if exists (select from {schema}.claims c where c.mpan = any (p_m_mpan)) then
    perform {schema}.place_claims(array(
      select c.mpan from {schema}.claims c where c.mpan = any (p_m_mpan)));
  end if;

  perform {schema}.add_sought(p_s_mpan, p_s_ids, p_s_site);

  insert into {schema}.contents (sha256) select distinct s from unnest(p_n_sha256) s order by s
    on conflict do nothing;
  insert into {schema}.named_mpans as m (content, line, mpan, accepted)
    select c.id, u.line, u.mpan, max(u.accepted)
    from unnest(p_n_sha256, p_n_line, p_n_mpan, p_n_accepted) u (sha256, line, mpan, accepted)
    join {schema}.contents c on c.sha256 = u.sha256 group by 1, 2, 3 order by 1, 2, 3
    on conflict (content, line, mpan) do update set accepted = greatest(m.accepted, excluded.accepted);
  insert into {schema}.resubmissions (source, name, lines)
    select p_resubmissions[k], p_resubmissions[k + 1], p_resubmissions[k + 2]
    from generate_series(1, cardinality(p_resubmissions), 3) k order by k;
  insert into {schema}.outbox (name, flow, file_identifier, from_mpid, to_role, to_mpid, mpans, text,
      sha256, created_at)
    select p_outbox[k], p_outbox[k + 1], p_outbox[k + 2], p_outbox[k + 3], p_outbox[k + 4],
      p_outbox[k + 5], p_outbox[k + 6], p_outbox[k + 7], p_outbox[k + 8], p_outbox[k + 9]
    from generate_series(1, cardinality(p_outbox), 10) k order by k;
  with made as (
    insert into {schema}.alerts (key, mpan, at, kind, retracted, body)
      select u.key, u.mpan, u.at, u.kind, u.retracted, u.body
      from unnest(p_a_key, p_a_mpan, p_a_at, p_a_kind, p_a_retracted, p_a_body) with ordinality
        u (key, mpan, at, kind, retracted, body, k) order by k
      on conflict (key) do nothing returning key)
    select coalesce(array_agg(key), '{}') into raised from made;
  update {schema}.mpans m set alerted = 1 where m.mpan = any (p_a_mpan) and m.alerted = 0;
  perform from {schema}.alerts a where a.key = any (p_retracted || p_restored)
    order by a.key for no key update;
  update {schema}.alerts a set retracted = 1 where a.key = any (p_retracted);
  update {schema}.alerts a set retracted = 0, delivered = 0 where a.key = any (p_restored);
  for i in 1 .. cardinality(p_deliveries) / 3 loop
    insert into {schema}.deliveries as d (alert, channel, due_at, next_attempt_at)
      values (p_deliveries[3 * i - 2], p_deliveries[3 * i - 1], p_deliveries[3 * i], p_deliveries[3 * i])
      on conflict (alert, channel) do update set round = d.round + 1, due_at = excluded.due_at,
        attempts = 0, next_attempt_at = excluded.next_attempt_at, delivered_at = null,
        given_up_at = null, told = 0, last_error = null;
  end loop;
  for i in 1 .. cardinality(p_milestones) / 5 loop
    insert into {schema}.milestones as m (channel, key, mpan, body, due_at, next_attempt_at)
      values (p_milestones[5 * i - 4], p_milestones[5 * i - 3], p_milestones[5 * i - 2],
        p_milestones[5 * i - 1], p_milestones[5 * i], p_milestones[5 * i])
      on conflict (key, channel) do update set round = m.round + 1, body = excluded.body,
        due_at = excluded.due_at, attempts = 0, next_attempt_at = excluded.next_attempt_at,
        delivered_at = null, given_up_at = null, last_error = null;
  end loop;
  update {schema}.outbox o set written = 0 where o.name = any (p_rewritten);

  -- The head last. What is only appended is numbered and guarded under it, in the order of commits.
  select seq + 1 into next from {schema}.head where one = 1 for no key update;
  if exists (select from unnest(p_g_sha256, p_g_sender, p_g_flow, p_g_identifier, p_g_seen) g (a, b, c, d, seen)
    where {schema}.times_taken(g.a, g.b, g.c, g.d) - (select count(*)
      from generate_series(1, cardinality(p_outbox), 10) k where p_outbox[k + 3] = g.b
        and p_outbox[k + 1] = g.c and p_outbox[k + 2] = g.d) <> g.seen)
    or p_calendars <> (select count(*) from {schema}.calendars)
    or p_merges <> (select count(*) from {schema}.reference_merges) then
    perform {schema}.refuse('conflict');
  end if;
  if cardinality(raised) > 0 then
    update {schema}.head set alerts = alerts + cardinality(raised) where one = 1;
  end if;
  first := coalesce((select max(id) from {schema}.files), 0);
  insert into {schema}.files (id, name, folder, sha256, size, flow, file_identifier, sender,
      received_at, outcome, findings, instances, instances_accepted, destination, claim, settled)
    select first + (k + 14) / 15, p_files[k], p_files[k + 1], p_files[k + 2], p_files[k + 3]::bigint,
      p_files[k + 4], p_files[k + 5], p_files[k + 6], p_files[k + 7], p_files[k + 8], p_files[k + 9],
      p_files[k + 10]::integer, p_files[k + 11]::integer, p_files[k + 12], p_files[k + 13],
      p_files[k + 14]::smallint
    from generate_series(1, cardinality(p_files), 15) k order by k
    on conflict (destination) where claim is not null do nothing;
  get diagnostics n = row_count;
  if n <> cardinality(p_files) / 15 then perform {schema}.refuse('conflict'); end if;
  if cardinality(p_calendar) > 0 then
    insert into {schema}.calendars
      select coalesce(max(id), 0) + 1, p_calendar[1], p_calendar[2], p_calendar[3], p_calendar[4],
        p_calendar[5], p_calendar[6] from {schema}.calendars;
  end if;
  if cardinality(p_merge) > 0 then
    insert into {schema}.reference_merges
      select coalesce(max(id), 0) + 1, p_merge[1], p_merge[2], p_merge[3], p_merge[4],
        p_merge[5]::bigint, p_merge[6], p_merge[7], p_merge[8] from {schema}.reference_merges
      returning id into merge;
  end if;
  if p_numbers_to is not null then
    insert into {schema}.notes as t values ('next-file-number', p_numbers_to::text)
      on conflict (key) do update set value = greatest(t.value::bigint, p_numbers_to)::text
      returning value::bigint into number;
  end if;

  links := {schema}.append(next, p_j_mpan, p_j_key, p_j_kind, p_j_effective, p_j_received, p_j_body,
    p_j_digest);
  for i in 1 .. cardinality(p_z_kind) loop
    case p_z_kind[i]
      when 0 then record := p_z_before[i];
      when 1 then
        record := '["' || p_z_before[i] || '","' || first + p_z_ref[i] || '",' || p_z_after[i] || ']';
      when 2 then
        continue when p_a_key[p_z_ref[i]] <> all (raised);
        record := p_z_before[i];
      when 3 then record := '["fileNumber","next","' || number || '"]';
      when 4 then record := '["merge","' || merge || '",' || p_z_before[i] || ']';
    end case;
    seals := seals || record;
  end loop;
  links := links || {schema}.append_seals(next + cardinality(links), p_at, seals);
  if p_wake_held then
    update {schema}.mpans m set wake_at = p_at where m.mpan in
      (select e.mpan from {schema}.exceptions e where e.open = 1 and e.code = 'PAWL_FAULT');
  end if;
  if p_wake_open then update {schema}.mpans m set wake_at = p_at where m.open = 1; end if;
  perform {schema}.end_commit(next, links);
end $fn$;
