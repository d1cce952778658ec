-- Which content names which MPAN, whatever became of it. Content is known by its digest, so that a
-- file that comes again, or was copied, needs no rows of its own.

create table contents (
  id     integer primary key,
  sha256 text not null unique
) strict;

create table named_mpans (
  content  integer not null,
  line     integer not null,
  mpan     text not null,
  accepted integer not null,
  primary key (content, line, mpan)
) strict, without rowid;
create index named_mpans_by_mpan on named_mpans (mpan);

create index files_by_identifier on files (file_identifier);
create index files_by_name on files (name);
create index files_by_received on files (received_at);
create index outbox_by_identifier on outbox (file_identifier);
create index journal_by_received on journal (received_at);

-- What people asked to be taken in once more, until it lies in inbox/.
create table resubmissions (
  id     integer primary key,
  source text not null,
  name   text not null,
  lines  text,
  done   integer not null default 0
) strict;
create index resubmissions_undone on resubmissions (id) where done = 0;

-- What was taken in before: the journal says from which file. What was refused before is known by
-- the name of its file only.
insert into contents (sha256)
  select sha256 from files where outcome in ('applied', 'partly-applied', 'not-ours')
  union select sha256 from outbox;

insert or ignore into named_mpans (content, line, mpan, accepted)
  select contents.id, json_extract(journal.body, '$.line'), journal.mpan, 1
  from journal
  join files on files.id = (
    select one.id from files one
    where one.name = json_extract(journal.body, '$.file')
      and one.received_at >= journal.received_at
      and one.outcome in ('applied', 'partly-applied', 'not-ours')
    order by one.received_at, one.id limit 1)
  join contents on contents.sha256 = files.sha256
  where journal.kind <> 'operator';

insert or ignore into named_mpans (content, line, mpan, accepted)
  select contents.id, json_extract(journal.body, '$.line'), journal.mpan, 1
  from journal
  join outbox on outbox.name = json_extract(journal.body, '$.file')
  join contents on contents.sha256 = outbox.sha256
  where journal.kind = 'flow';
