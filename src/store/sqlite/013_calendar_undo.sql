-- Who took a calendar back, why, and which one came back. Null for a feed that was merged.

alter table calendars add column undo text;
