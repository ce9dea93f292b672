-- The keys that credentials are sealed with, one for each source. Each is wrapped with a key that the database never has, so
-- that such a key is changed without a look at any credential.
create table data_key (
    id      int         generated always as identity primary key,
    source  text        not null,
    wrapped bytea       not null,
    made_at timestamptz not null,
    -- since when it seals nothing, as it did not open; null for the one key of its source that seals
    replaced_at timestamptz
);

create unique index data_key_sealing on data_key (source) where replaced_at is null;

-- Whether a scheduler opens what is sealed with such keys. One of an earlier release does not, and the others wait for it.
alter table scheduler_member add column knows_data_keys boolean not null default false;

-- Within which tenant a stop was asked for; null for the whole installation. Each ends its own.
alter table stop add column tenant text;
drop index stop_holds;
create unique index stop_holds on stop (kind, source, account, stream, level, tenant) nulls not distinct where ended_at is null;
