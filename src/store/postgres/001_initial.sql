-- Text that is compared or sorted has collation "C": the order of its bytes, as in the embedded store.
-- JSON is text of exactly the bytes that were digested: jsonb would sort its keys.

-- One row: where the chain ends, beside its newest commit. A commit takes it last, and gives numbers
-- under it, so that they are in the order of commits.
create table {schema}.head (
  one  smallint primary key check (one = 1),
  seq  bigint not null,
  link text not null
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
create index checks_by_state on {schema}.checks (state, due_at);
create index checks_by_due on {schema}.checks (due_at) where closed_on is null;

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
create index exceptions_by_mpan on {schema}.exceptions (mpan, at);
create index exceptions_open_by_code on {schema}.exceptions (code, at) where open = 1;

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
create index files_by_identifier on {schema}.files (file_identifier);
create index files_by_name on {schema}.files (name);
create index files_unsettled on {schema}.files (id) where settled = 0;

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
create index alerts_by_mpan on {schema}.alerts (mpan);
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

create table {schema}.sought (
  id   bigint generated always as identity primary key,
  mpan text collate "C" not null unique,
  ids  text collate "C" not null,
  site text collate "C" not null
);

create table {schema}.resubmissions (
  id     bigint generated always as identity primary key,
  source text collate "C" not null,
  name   text collate "C" not null,
  lines  text collate "C",
  done   smallint not null default 0
);

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
