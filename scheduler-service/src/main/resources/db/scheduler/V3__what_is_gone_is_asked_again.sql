-- Only positions from here on are asked for, to learn where the source's history begins; null: the whole gap is.
alter table gap add column probe_from bigint;

-- Since when the source says that it keeps nothing of the gap; null while it does not say so.
alter table gap add column gone_since timestamptz;

-- What was given up by the source's word is asked for again now and then.
drop index gap_due;
create index gap_due on gap (due_at) where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');

-- The first epoch of the present round of audits: tasks of earlier ones are not waited for.
alter table audit_round add column epoch bigint not null default 0;
