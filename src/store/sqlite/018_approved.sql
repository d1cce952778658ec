-- What was approved is kept back until it can no longer be undone: which flows of a check, and when the
-- first flow of an MPAN goes out.

alter table checks add column approved text not null default '';
alter table mpans add column release_at text;
create index checks_approved on checks (mpan, supplier, sequence) where approved <> '';
create index mpans_by_release on mpans (release_at, mpan) where release_at is not null;
