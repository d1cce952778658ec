-- Each journal entry carries the digest of its body, and a link over the link before it and that
-- digest, so that a change, a gap or another order shows. A body that was erased is null; its digest
-- stays. The entries are copied over with their links by migrate.ts.

alter table journal rename to journal_unchained;
drop index journal_by_mpan;

create table journal (
  seq          integer primary key,
  mpan         text not null,
  key          text not null unique,
  kind         text not null,
  effective_at text not null,
  received_at  text not null,
  body         text,
  digest       text not null,
  link         text not null
) strict;
create index journal_by_mpan on journal (mpan, seq);
create index journal_keeping on journal (seq) where kind in ('erased', 'purged', 'restored');
create index journal_gone on journal (seq) where body is null;

-- Files that are no longer as they were received: the digest they have now, null where they are gone.
create table file_changes (
  file_id integer primary key,
  sha256  text,
  at      text not null,
  why     text not null
) strict;
