-- A clock that jumps makes an hour pass at once, but no answers: they are counted too.
alter table gap add column gone_answers integer not null default 0;
