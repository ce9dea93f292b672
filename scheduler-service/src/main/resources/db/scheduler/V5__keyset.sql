-- A text sealed with the keys that credentials are sealed with: a scheduler with other keys cannot open it.
create table keyset_check (
    only_row boolean primary key default true check (only_row),
    sealed   bytea not null
);
