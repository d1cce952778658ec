-- What people outside were told and must be told of again: entries of the calendar of deadlines,
-- with the number of times each has changed, and messages to late counterparties.

create table published (
  uid          text primary key,
  sequence     integer not null,
  body         text not null,
  changed_at   text not null,
  -- Since when it is shown as cancelled; null while it stands.
  cancelled_at text
) strict, without rowid;

create table chases (
  id              integer primary key,
  party           text not null,
  chased_on       text not null,
  -- Null where no address is known: then the draft is all there is.
  mail_to         text,
  subject         text not null,
  text            text not null,
  written         integer not null default 0,
  attempts        integer not null default 0,
  next_attempt_at text,
  sent_at         text,
  last_error      text,
  unique (party, chased_on)
) strict;
create index chases_unwritten on chases (id) where written = 0;
create index chases_unsent on chases (next_attempt_at) where next_attempt_at is not null;
