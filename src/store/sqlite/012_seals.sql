-- What stands beside the journal and does not follow from it is sealed in the journal, in the commit
-- that writes it. What was there before is sealed once, here, by migrate.ts: the baseline.

drop index journal_keeping;
create index journal_keeping on journal (seq)
  where kind in ('erased', 'purged', 'restored', 'accepted', 'begun');
create index journal_of_files on journal (seq) where mpan = '' and kind <> 'sealed';
