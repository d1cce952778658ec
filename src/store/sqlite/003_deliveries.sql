-- What is to be told to whom: one row per alert and channel. A row without a next attempt is over,
-- delivered or given up; that it was given up is told once more, in the journal.

create table deliveries (
  id              integer primary key,
  alert           text not null references alerts (key) on delete cascade,
  channel         text not null,
  -- How often it has been queued: an alert that stands again is told again.
  round           integer not null default 1,
  due_at          text not null,
  attempts        integer not null default 0,
  next_attempt_at text,
  delivered_at    text,
  given_up_at     text,
  told            integer not null default 0,
  last_error      text,
  unique (alert, channel)
) strict;
create index deliveries_due on deliveries (channel, next_attempt_at)
  where next_attempt_at is not null;
create index deliveries_untold on deliveries (id) where given_up_at is not null and told = 0;
