-- Credentials that belong to a source and not to one of its accounts, sealed as those of accounts are.
create table source_credential (
    source     text        not null references source (name),
    name       text        not null,
    credential bytea       not null,
    created_at timestamptz not null,
    primary key (source, name)
);
