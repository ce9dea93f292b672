-- While the statistics know of no filled gap, each index of filled gaps alone seems to have no row. A question about the
-- filled gaps of a stream then read all filled gaps by this one. The index that takes its place serves only questions that
-- compare closed_at.
drop index gap_filled;
create index gap_closed on gap (closed_at) where closed_at is not null;
