-- Text that is compared or sorted has collation "C": the order of its bytes, as in the embedded store.
-- JSON is text of exactly the bytes that were digested: jsonb would sort its keys.

-- One row: where the chain ends, beside its newest commit. A commit takes it last, and gives numbers
-- under it, so that they are in the order of commits.
create table {schema}.head (
  one    smallint primary key check (one = 1),
  seq    bigint not null,
  link   text not null,
  -- How many alerts were ever raised.
  alerts bigint not null default 0
);
insert into {schema}.head values (1, 0, repeat('0', 64));

create table {schema}.journal (
  seq          bigint primary key,
  mpan         text collate "C" not null,
  key          text collate "C" not null unique,
  kind         text collate "C" not null,
  effective_at text collate "C" not null,
  received_at  text collate "C" not null,
  body         text collate "C",
  digest       text collate "C" not null,
  -- The last entry of its MPAN before it; 0 where there is none, or no MPAN.
  follows      bigint not null,
  link         text collate "C" not null
);
create index journal_by_mpan on {schema}.journal (mpan, seq);
create index journal_gone on {schema}.journal (seq) where body is null;
create index journal_by_received on {schema}.journal (received_at, seq);
create index journal_acts on {schema}.journal (received_at, seq)
  where kind in ('operator', 'claim', 'note', 'call', 'view') and body is not null;
create index journal_of_files on {schema}.journal (seq) where mpan = '' and kind <> 'sealed';
create index journal_keeping on {schema}.journal (seq)
  where kind in ('erased', 'purged', 'restored', 'accepted', 'begun');
create index journal_erased on {schema}.journal (mpan) where kind = 'erased';
create index journal_of_many on {schema}.journal (seq)
  where mpan = '' and kind = 'operator' and body is not null;

create table {schema}.commits (
  last  bigint primary key,
  first bigint not null,
  root  text collate "C" not null,
  head  text collate "C" not null
);

create table {schema}.notes (
  key   text collate "C" primary key,
  value text collate "C" not null
);

-- So many rows that those who write at the same time seldom meet; their sum grows with every commit.
create table {schema}.changes (
  slot   integer primary key,
  number bigint not null
) with (fillfactor = 10);
insert into {schema}.changes select n, 0 from generate_series(0, 63) n;

-- The gateways at work. The fence is given once and never again.
create table {schema}.gateways (
  id            text collate "C" primary key,
  fence         bigint generated always as identity,
  -- Its machine and its folder.
  name          text collate "C" not null,
  version       text collate "C" not null,
  config_digest text collate "C" not null,
  seen_at       timestamptz not null
);
-- What one gateway alone does, for as long as it lives or until it gives it up.
create table {schema}.roles (
  name    text collate "C" primary key,
  gateway text collate "C" not null references {schema}.gateways (id) on delete cascade
);

create table {schema}.commit_tokens (
  token text collate "C" primary key,
  at    text collate "C" not null
);

create table {schema}.mpans (
  mpan       text collate "C" primary key,
  revision   integer not null,
  wake_at    text collate "C",
  release_at text collate "C",
  alerted    smallint not null default 0,
  open       smallint not null,
  owing      smallint not null,
  excepted   smallint not null,
  -- An entry about many MPANs settled items of it since the snapshot was made.
  behind     smallint not null default 0,
  state      text collate "C" not null
);
create index mpans_by_wake on {schema}.mpans (wake_at, mpan) where wake_at is not null;
create index mpans_by_release on {schema}.mpans (release_at, mpan) where release_at is not null;
create index mpans_open on {schema}.mpans (mpan) where open = 1;
create index mpans_owing on {schema}.mpans (mpan) where owing = 1;

create table {schema}.checks (
  mpan           text collate "C" not null,
  supplier       text collate "C" not null,
  sequence       integer not null,
  profile        text collate "C" not null,
  meter_operator text collate "C",
  state          text collate "C" not null,
  outcome        text collate "C",
  opened_on      text collate "C" not null,
  closed_on      text collate "C",
  owner          text collate "C",
  due_on         text collate "C",
  due_at         text collate "C",
  awaited        smallint not null,
  owed           text collate "C" not null,
  approved       text collate "C" not null,
  claimed_by     text collate "C" not null default '',
  primary key (mpan, supplier, sequence)
);
-- Lists are read in the order of an index, which has the columns that they are narrowed by. What has
-- no deadline has indexes of its own, for the order of what follows it.
create index checks_by_due on {schema}.checks (
  due_at, mpan, supplier, sequence, awaited, state, owner, meter_operator, owed
) where closed_on is null;
create index checks_undated on {schema}.checks (
  mpan, supplier, sequence, state, owner, meter_operator, owed
) where closed_on is null and due_at is null;
create index checks_by_opened on {schema}.checks (
  opened_on, mpan, supplier, sequence, closed_on, awaited, state, owner, meter_operator, owed, due_at
);
create index checks_by_state on {schema}.checks (
  state, due_at, mpan, supplier, sequence, closed_on, awaited, owner, meter_operator, owed
);
create index checks_by_operator on {schema}.checks (
  meter_operator, due_at, mpan, supplier, sequence, closed_on, awaited, state, owner, due_on, owed
);
create index checks_by_operator_undated on {schema}.checks (
  meter_operator, mpan, supplier, sequence, closed_on, state, owner, owed
) where due_at is null;
create index checks_by_supplier on {schema}.checks (
  supplier, due_at, mpan, sequence, closed_on, awaited, state, owner, meter_operator, owed
);
create index checks_by_supplier_undated on {schema}.checks (
  supplier, mpan, sequence, closed_on, state, owner, meter_operator, owed
) where due_at is null;
create index checks_claimed on {schema}.checks (lower(claimed_by), due_at, mpan, supplier, sequence)
  where closed_on is null and claimed_by <> '';
create index checks_owing on {schema}.checks (due_at, mpan, supplier, sequence, owed)
  where owed <> '';
create index checks_owing_undated on {schema}.checks (mpan, supplier, sequence, owed)
  where owed <> '' and due_at is null;
create index checks_approved on {schema}.checks (mpan, supplier, sequence) where approved <> '';

-- Checks that are alike, counted. A commit appends by how many each kind grew or shrank, so that no
-- two wait for each other; under the head, now and then, that is added up.
create table {schema}.counted_checks (
  owner          text collate "C" not null,
  supplier       text collate "C" not null,
  meter_operator text collate "C" not null,
  due_at         text collate "C" not null,
  due_on         text collate "C" not null,
  state          text collate "C" not null,
  open           integer not null,
  awaited        integer not null,
  owing          integer not null,
  number         bigint not null,
  primary key (owner, supplier, meter_operator, due_at, due_on, state, open, awaited, owing)
);
create table {schema}.counting_checks (like {schema}.counted_checks);
create view {schema}.check_counts as
  select owner, supplier, meter_operator, due_at, due_on, state, open, awaited, owing,
      sum(number)::bigint as number
    from (select * from {schema}.counted_checks union all select * from {schema}.counting_checks) c
    group by owner, supplier, meter_operator, due_at, due_on, state, open, awaited, owing
    having sum(number) <> 0;

create table {schema}.exceptions (
  id             text collate "C" primary key,
  mpan           text collate "C" not null,
  supplier       text collate "C",
  sequence       integer,
  code           text collate "C" not null,
  at             text collate "C" not null,
  detail         text collate "C" not null,
  sender         text collate "C" not null,
  open           smallint not null,
  due_at         text collate "C" not null,
  meter_operator text collate "C" not null,
  words          text collate "C" not null,
  claimed_by     text collate "C" not null default ''
);
create index exceptions_by_mpan on {schema}.exceptions (mpan, at, id);
create index exceptions_by_at on {schema}.exceptions (at, id, code, sender, open);
create index exceptions_by_code on {schema}.exceptions (code, sender, at, id, open);
create index exceptions_open on {schema}.exceptions (
  at, id, code, sender, meter_operator, words, due_at, mpan, claimed_by
) where open = 1;
create index exceptions_open_due on {schema}.exceptions (
  due_at, at, id, code, sender, meter_operator, words, mpan, claimed_by
) where open = 1;
create index exceptions_open_operator on {schema}.exceptions (
  meter_operator, due_at, at, id, code, sender, words, mpan, claimed_by
) where open = 1;
create index exceptions_open_words on {schema}.exceptions (
  words, code, due_at, at, id, sender, meter_operator, mpan, claimed_by
) where open = 1;
create index exceptions_open_groups on {schema}.exceptions (code, sender, at, id) where open = 1;
create index exceptions_open_by_code on {schema}.exceptions (code, at, id) where open = 1;
create index exceptions_claimed on {schema}.exceptions (lower(claimed_by), at, id)
  where open = 1 and claimed_by <> '';

-- Open items of one code and one sender, counted as checks are.
create table {schema}.counted_items (
  code   text collate "C" not null,
  sender text collate "C" not null,
  number bigint not null,
  primary key (code, sender)
);
create table {schema}.counting_items (like {schema}.counted_items);
create view {schema}.open_items as
  select code, sender, sum(number)::bigint as number
    from (select * from {schema}.counted_items union all select * from {schema}.counting_items) i
    group by code, sender having sum(number) <> 0;

create table {schema}.files (
  id                 bigint primary key,
  name               text collate "C" not null,
  folder             text collate "C" not null,
  sha256             text collate "C" not null,
  size               bigint not null,
  flow               text collate "C",
  file_identifier    text collate "C",
  sender             text collate "C",
  received_at        text collate "C" not null,
  outcome            text collate "C" not null,
  findings           text collate "C" not null,
  instances          integer not null,
  instances_accepted integer not null,
  destination        text collate "C" not null,
  claim              text collate "C",
  settled            smallint not null
);
create unique index files_claimed_destination on {schema}.files (destination) where claim is not null;
create index files_by_destination on {schema}.files (destination) where claim is null;
create index files_by_bytes on {schema}.files (sha256, received_at);
create index files_taken on {schema}.files (sha256)
  where outcome in ('applied', 'partly-applied', 'not-ours');
create index files_by_identity on {schema}.files (sender, flow, file_identifier);
create index files_applied on {schema}.files (sender, flow, file_identifier)
  where outcome in ('applied', 'partly-applied');
create index files_by_received on {schema}.files (received_at, id);
create index files_by_outcome on {schema}.files (outcome, received_at, id);
create index files_by_flow on {schema}.files (flow, received_at, id);
create index files_without_flow on {schema}.files (received_at, id) where flow is null;
create index files_by_sender on {schema}.files (sender, received_at, id);
create index files_without_sender on {schema}.files (received_at, id) where sender is null;
create index files_by_identifier on {schema}.files (file_identifier, id);
create index files_without_identifier on {schema}.files (id) where file_identifier is null;
create index files_by_name on {schema}.files (name, id);
create index files_unsettled on {schema}.files (id) where settled = 0;

-- Files that are not any more as they were received.
create table {schema}.file_changes (
  file_id bigint primary key,
  sha256  text collate "C",
  at      text collate "C" not null,
  why     text collate "C" not null
);

create table {schema}.outbox (
  id              bigint generated always as identity primary key,
  name            text collate "C" not null unique,
  flow            text collate "C" not null,
  file_identifier text collate "C" not null,
  from_mpid       text collate "C" not null,
  to_role         text collate "C" not null,
  to_mpid         text collate "C" not null,
  mpans           text collate "C" not null,
  text            text collate "C" not null,
  sha256          text collate "C" not null,
  created_at      text collate "C" not null,
  written         smallint not null default 0
);
create unique index outbox_by_identity on {schema}.outbox (from_mpid, flow, file_identifier);
create index outbox_by_identifier on {schema}.outbox (file_identifier);
create index outbox_by_recipient on {schema}.outbox (to_mpid, id);
create index outbox_by_flow on {schema}.outbox (substr(flow, 1, 5), id);
create index outbox_by_bytes on {schema}.outbox (sha256);
create index outbox_by_created on {schema}.outbox (created_at, id);
create index outbox_unwritten on {schema}.outbox (id) where written = 0;

create table {schema}.alerts (
  id        bigint generated always as identity primary key,
  key       text collate "C" not null unique,
  mpan      text collate "C" not null,
  at        text collate "C" not null,
  kind      text collate "C" not null,
  retracted smallint not null,
  delivered smallint not null default 0,
  body      text collate "C" not null
);
create index alerts_by_mpan on {schema}.alerts (mpan, id);
create index alerts_by_at on {schema}.alerts (at, id);
create index alerts_by_kind on {schema}.alerts (kind, id, retracted);
create index alerts_by_kind_and_time on {schema}.alerts (kind, at, id) where retracted = 0;
create index alerts_retracted on {schema}.alerts (id) where retracted = 1;
create index alerts_undelivered on {schema}.alerts (id) where delivered = 0;

create table {schema}.deliveries (
  id              bigint generated always as identity primary key,
  alert           text collate "C" not null references {schema}.alerts (key) on delete cascade,
  channel         text collate "C" not null,
  round           integer not null default 1,
  due_at          text collate "C" not null,
  attempts        integer not null default 0,
  next_attempt_at text collate "C",
  delivered_at    text collate "C",
  given_up_at     text collate "C",
  told            smallint not null default 0,
  last_error      text collate "C",
  unique (alert, channel)
);
create index deliveries_due on {schema}.deliveries (channel, next_attempt_at)
  where next_attempt_at is not null;
create index deliveries_untold on {schema}.deliveries (id) where given_up_at is not null and told = 0;

create table {schema}.published (
  uid          text collate "C" primary key,
  sequence     integer not null,
  body         text collate "C" not null,
  changed_at   text collate "C" not null,
  cancelled_at text collate "C"
);

create table {schema}.chases (
  id              bigint primary key,
  party           text collate "C" not null,
  chased_on       text collate "C" not null,
  mail_to         text collate "C",
  subject         text collate "C" not null,
  text            text collate "C" not null,
  csv             text collate "C",
  written         smallint not null default 0,
  attempts        integer not null default 0,
  next_attempt_at text collate "C",
  sent_at         text collate "C",
  last_error      text collate "C",
  unique (party, chased_on)
);
create index chases_by_day on {schema}.chases (chased_on);
create index chases_unwritten on {schema}.chases (id) where written = 0;
create index chases_unsent on {schema}.chases (next_attempt_at) where next_attempt_at is not null;

create table {schema}.config_changes (
  id            bigint generated always as identity primary key,
  at            text collate "C" not null,
  digest_before text collate "C",
  digest_after  text collate "C" not null,
  written       text collate "C" not null,
  keys          text collate "C" not null,
  feeds         text collate "C" not null,
  finished_at   text collate "C",
  looked_at     integer not null default 0,
  changed       integer not null default 0
);

create table {schema}.config_changed_checks (
  change_id bigint not null,
  mpan      text collate "C" not null,
  supplier  text collate "C" not null,
  sequence  integer not null,
  changes   text collate "C" not null,
  primary key (change_id, mpan, supplier, sequence)
);
create index config_changed_checks_by_mpan on {schema}.config_changed_checks (mpan);

create table {schema}.claims (
  mpan     text collate "C" primary key,
  who      text collate "C" not null,
  at       text collate "C" not null,
  supplier text collate "C",
  sequence integer
);

-- Which entry of the journal settled which items of an MPAN, where it is about many.
create table {schema}.shared_entries (
  mpan text collate "C" not null,
  id   text collate "C" not null,
  seq  bigint not null,
  primary key (mpan, id)
);

create table {schema}.contents (
  id     bigint generated always as identity primary key,
  sha256 text collate "C" not null unique
);

create table {schema}.named_mpans (
  content  bigint not null,
  line     integer not null,
  mpan     text collate "C" not null,
  accepted smallint not null,
  primary key (content, line, mpan)
);
create index named_mpans_by_mpan on {schema}.named_mpans (mpan);

-- All parts of words, of three characters each, by which parts of words are looked for.
create function {schema}.parts_of(p_words text) returns text[] language sql immutable cost 1000 as $fn$
  select coalesce(array_agg(substr(w, k, 3)), '{}')
    from unnest(string_to_array(p_words, ' ')) w, generate_series(1, length(w) - 2) k
$fn$;

create table {schema}.sought (
  id   bigint generated always as identity primary key,
  mpan text collate "C" not null unique,
  ids  text collate "C" not null,
  site text collate "C" not null
);
create index sought_ids on {schema}.sought using gin ({schema}.parts_of(ids));
create index sought_site on {schema}.sought using gin ({schema}.parts_of(site));
create index files_words on {schema}.files
  using gin ({schema}.parts_of(lower(name || ' ' || coalesce(file_identifier, ''))));
create index outbox_words on {schema}.outbox
  using gin ({schema}.parts_of(lower(name || ' ' || file_identifier)));

create table {schema}.resubmissions (
  id     bigint generated always as identity primary key,
  source text collate "C" not null,
  name   text collate "C" not null,
  lines  text collate "C",
  done   smallint not null default 0
);
create index resubmissions_undone on {schema}.resubmissions (id) where done = 0;

create table {schema}.calendars (
  id            bigint primary key,
  merged_at     text collate "C" not null,
  source        text collate "C" not null,
  sha256        text collate "C" not null,
  bank_holidays text collate "C" not null,
  undo          text collate "C",
  accepted      text collate "C"
);

create table {schema}.reference_merges (
  id        bigint primary key,
  merged_at text collate "C" not null,
  kind      text collate "C" not null,
  source    text collate "C" not null,
  sha256    text collate "C" not null,
  version   bigint,
  said      text collate "C" not null,
  findings  text collate "C" not null,
  act       text collate "C"
);
