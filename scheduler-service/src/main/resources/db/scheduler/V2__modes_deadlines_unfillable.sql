-- What kind of walk closes a gap: RECONCILE gaps ask for other aspects than the rest, so both may lie in one place.
alter table gap add column mode text not null default 'GAP_FILL'
    check (mode in ('GAP_FILL', 'INCREMENTAL', 'RECONCILE'));
alter table gap alter column mode drop default;

-- How it came about, as far as can be told.
alter table gap add column cause text not null default 'unknown';
alter table gap alter column cause drop default;

-- When the source forgets its oldest position; null where it keeps everything.
alter table gap add column deadline timestamptz;

-- UNFILLABLE: nobody can fill it; reason says why (retention, gone). Kept until coverage shows the range.
alter table gap drop constraint gap_state_check;
alter table gap add constraint gap_state_check
    check (state in ('OPEN', 'SCHEDULED', 'FILLING', 'FILLED', 'STUCK', 'UNFILLABLE'));

drop index gap_unfinished;
create unique index gap_unfinished on gap (source, account, stream, range_from, (mode = 'RECONCILE'))
    where state <> 'FILLED';
create index gap_finished on gap (source, account, stream, closed_at) where state = 'FILLED';

-- One scheduler at a time audits; the row says when the next round is.
create table audit_round (
    only_row boolean primary key default true check (only_row),
    next_at  timestamptz not null
);
insert into audit_round (next_at) values (timestamptz 'epoch');
