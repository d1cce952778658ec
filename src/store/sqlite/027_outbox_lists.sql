-- Files that were written, by whom they go to and by their flow, the newest of them first. A file that
-- comes in touches neither.

create index outbox_by_recipient on outbox (to_mpid);
create index outbox_by_flow on outbox (substr(flow, 1, 5));
