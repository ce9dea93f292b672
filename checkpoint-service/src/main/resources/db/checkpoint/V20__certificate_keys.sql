-- The public halves of all keys that a process of this service has ever signed with.
create table certificate_key (
    kid        text primary key,
    jwk        text        not null,
    first_seen timestamptz not null default now()
);
