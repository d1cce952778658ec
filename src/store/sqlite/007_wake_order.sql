-- The tick takes the longest waiting first, and by MPAN within one instant: a whole file of MPANs can
-- wake at the same one, and would otherwise be sorted again for each few hundred that are taken.
drop index mpans_by_wake;
create index mpans_by_wake on mpans (wake_at, mpan) where wake_at is not null;
