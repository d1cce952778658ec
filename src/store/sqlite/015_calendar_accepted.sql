-- Who had a feed merged that was refused by itself, and why. Null for a feed that was merged by itself.

alter table calendars add column accepted text;
