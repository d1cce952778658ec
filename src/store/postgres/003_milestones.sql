-- What became of checks, on its way to programs: one row for each milestone and channel, kept with its
-- MPAN. The journal has what it follows from, so that nothing of it is sealed.
create table {schema}.milestones (
  id              bigint generated always as identity primary key,
  channel         text collate "C" not null,
  key             text collate "C" not null,
  mpan            text collate "C" not null,
  round           integer not null default 1,
  due_at          text collate "C" not null,
  attempts        integer not null default 0,
  next_attempt_at text collate "C",
  delivered_at    text collate "C",
  given_up_at     text collate "C",
  last_error      text collate "C",
  body            text collate "C" not null,
  unique (key, channel)
);
create index milestones_due on {schema}.milestones (channel, next_attempt_at)
  where next_attempt_at is not null;
create index milestones_given_up on {schema}.milestones (channel) where given_up_at is not null;
create index milestones_by_mpan on {schema}.milestones (mpan);
