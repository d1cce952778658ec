-- Who looked at whose data, and when each person was here. Looks decide nothing: neither the journal nor
-- the sum of changes has them.
create table {schema}.looks (
  id      bigint generated always as identity primary key,
  at      text collate "C" not null,
  who     text collate "C" not null,
  role    text collate "C" not null,
  through text collate "C" not null,
  what    text collate "C" not null,
  mpan    text collate "C" not null
);
create index looks_by_at on {schema}.looks (at, id);
create index looks_by_who on {schema}.looks (lower(who), at, id);
create index looks_by_mpan on {schema}.looks (mpan, at, id);

create table {schema}.visits (
  who    text collate "C" not null,
  at     text collate "C" not null,
  before text collate "C"
);
create unique index visits_by_who on {schema}.visits (lower(who));

-- Entries of a store from before there were commits follow from none: they stand on one line.
alter table {schema}.journal alter column follows drop not null;
