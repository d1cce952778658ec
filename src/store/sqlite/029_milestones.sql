-- What became of checks, on its way to programs: one row for each milestone and channel, kept with its
-- MPAN. The journal has what it follows from, so that nothing of it is sealed.

create table milestones (
  id              integer primary key,
  channel         text not null,
  key             text not null,
  mpan            text not null,
  -- How often it has been queued: what stands again is told again.
  round           integer not null default 1,
  due_at          text not null,
  attempts        integer not null default 0,
  next_attempt_at text,
  delivered_at    text,
  given_up_at     text,
  last_error      text,
  body            text not null,
  unique (key, channel)
) strict;
create index milestones_due on milestones (channel, next_attempt_at)
  where next_attempt_at is not null;
create index milestones_given_up on milestones (channel) where given_up_at is not null;
create index milestones_by_mpan on milestones (mpan);
