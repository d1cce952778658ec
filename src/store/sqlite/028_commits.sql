-- The chain no longer runs from entry to entry through all of the journal. An entry follows from the
-- last one of its MPAN; each commit has a root over the links of its entries, and a head over the head
-- before it. Entries from before have no `follows`: they stay on their one line, whose last link is
-- the head of the first row here (migrate.ts).

alter table journal add column follows integer;

create table commits (
  last  integer primary key,
  first integer not null,
  root  text not null,
  head  text not null
) strict;
