-- The journal is the truth. Everything below "mpans" is derived from it and may be rebuilt.

create table journal (
  seq          integer primary key,
  mpan         text not null,
  key          text not null unique,
  kind         text not null,
  effective_at text not null,
  received_at  text not null,
  body         text not null
) strict;
create index journal_by_mpan on journal (mpan, seq);

create table files (
  id                 integer primary key,
  name               text not null,
  folder             text not null,
  sha256             text not null,
  size               integer not null,
  flow               text,
  file_identifier    text,
  sender             text,
  received_at        text not null,
  outcome            text not null,
  findings           text not null,
  instances          integer not null,
  instances_accepted integer not null,
  destination        text not null,
  settled            integer not null default 0
) strict;
create index files_by_identity on files (sender, flow, file_identifier);
create index files_by_bytes on files (sha256);
create index files_unsettled on files (id) where settled = 0;

create table outbox (
  id              integer primary key,
  name            text not null unique,
  flow            text not null,
  file_identifier text not null,
  from_mpid       text not null,
  to_role         text not null,
  to_mpid         text not null,
  mpans           text not null,
  text            text not null,
  sha256          text not null,
  created_at      text not null,
  written         integer not null default 0
) strict;
create unique index outbox_by_identity on outbox (from_mpid, flow, file_identifier);
create index outbox_unwritten on outbox (id) where written = 0;

create table alerts (
  id        integer primary key,
  key       text not null unique,
  mpan      text not null,
  at        text not null,
  kind      text not null,
  retracted integer not null,
  delivered integer not null default 0,
  body      text not null
) strict;
create index alerts_by_mpan on alerts (mpan);
create index alerts_undelivered on alerts (id) where delivered = 0;

create table calendars (
  id            integer primary key,
  merged_at     text not null,
  source        text not null,
  sha256        text not null,
  bank_holidays text not null
) strict;

create table notes (
  key   text primary key,
  value text not null
) strict;

create table mpans (
  mpan     text primary key,
  revision integer not null,
  wake_at  text,
  alerted  integer not null default 0,
  open     integer not null,
  owing    integer not null,
  excepted integer not null,
  state    text not null
) strict;
create index mpans_by_wake on mpans (wake_at) where wake_at is not null;
create index mpans_open on mpans (mpan) where open = 1;
create index mpans_owing on mpans (mpan) where owing = 1;

create table checks (
  mpan           text not null,
  supplier       text not null,
  sequence       integer not null,
  profile        text not null,
  meter_operator text,
  state          text not null,
  outcome        text,
  opened_on      text not null,
  closed_on      text,
  owner          text,
  due_on         text,
  due_at         text,
  awaited        integer not null,
  owed           text not null,
  primary key (mpan, supplier, sequence)
) strict, without rowid;
create index checks_by_due on checks (due_at) where closed_on is null;
create index checks_by_state on checks (state, due_at);

create table exceptions (
  id       text primary key,
  mpan     text not null,
  supplier text,
  sequence integer,
  code     text not null,
  at       text not null,
  detail   text not null,
  open     integer not null
) strict, without rowid;
create index exceptions_by_mpan on exceptions (mpan);
create index exceptions_open on exceptions (at) where open = 1;
