-- A commit may be named by whoever makes it: the same one a second time is then known to be there.

create table commit_tokens (
  token text primary key,
  at    text not null
) strict, without rowid;
