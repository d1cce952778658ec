-- Whether a file was here before is asked for each that comes, however often the same one came: what
-- was taken is found without those that were duplicates of it, or refused.

create index files_taken on files (sha256)
  where outcome in ('applied', 'partly-applied', 'not-ours');
create index files_applied on files (sender, flow, file_identifier)
  where outcome in ('applied', 'partly-applied');
drop index files_by_bytes;
create index files_by_bytes on files (sha256, received_at);

-- Whether an MPAN that a file names was erased is asked for each line that names it.
create index journal_erased on journal (mpan) where kind = 'erased';
