-- What goes with a message to a late counterparty as a file; null where the message says it all.

alter table chases add column csv text;
