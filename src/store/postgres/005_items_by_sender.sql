-- Open items of one sender, in the order of the work queue: of a million items a sender has few.
create index exceptions_open_sender on {schema}.exceptions (sender, code, due_at, at, id)
  where open = 1;
