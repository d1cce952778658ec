-- What the configuration and the bank holidays changed, each time that the rules in force changed.

create table config_changes (
  id            integer primary key,
  at            text not null,
  digest_before text,
  digest_after  text not null,
  written       text not null,
  keys          text not null,
  feeds         text not null,
  finished_at   text,
  looked_at     integer not null default 0,
  changed       integer not null default 0
) strict;

create table config_changed_checks (
  change_id integer not null,
  mpan      text not null,
  supplier  text not null,
  sequence  integer not null,
  changes   text not null,
  primary key (change_id, mpan, supplier, sequence)
) strict, without rowid;
