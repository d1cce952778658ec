-- What MPANs and files are looked for by, in parts of words. The journal, and the tables of files, are
-- the truth: all of it can be made anew from them.

create table sought (
  id   integer primary key,
  mpan text not null unique,
  ids  text not null,
  site text not null
) strict;
create virtual table sought_words using fts5 (
  ids, site, content = 'sought', content_rowid = 'id', tokenize = 'trigram case_sensitive 1'
);
create virtual table files_words using fts5 (
  name, file_identifier, content = 'files', content_rowid = 'id', tokenize = 'trigram'
);
create virtual table outbox_words using fts5 (
  name, file_identifier, content = 'outbox', content_rowid = 'id', tokenize = 'trigram'
);
-- Parts of the index are merged less often than they would be: a file taken in costs half as much.
insert into sought_words (sought_words, rank) values ('automerge', 16);
insert into files_words (files_words, rank) values ('automerge', 16);
insert into outbox_words (outbox_words, rank) values ('automerge', 16);
insert into files_words (files_words) values ('rebuild');
insert into outbox_words (outbox_words) values ('rebuild');
