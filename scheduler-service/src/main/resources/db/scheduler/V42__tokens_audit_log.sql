-- Tokens that operators made. Of a token only its digest is kept.
create table api_token (
    name       text primary key,
    digest     text        not null unique,
    role       text        not null,
    created_at timestamptz not null,
    created_by text        not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text
);

-- Who changed what. Each entry's digest is over its content and the digest before it.
create table audit_log (
    seq     bigint primary key,
    at      timestamptz not null,
    service text        not null,
    caller  text        not null,
    call    text        not null,
    method  text        not null,
    path    text        not null,
    status  int,
    digest  text        not null
);

-- The last entry, so that cutting off the newest ones shows.
create table audit_log_head (
    only_row boolean primary key default true check (only_row),
    seq      bigint not null,
    digest   text   not null
);
insert into audit_log_head (seq, digest) values (0, '');

create function refuse_audit_log_change() returns trigger language plpgsql as
$$
begin
    raise exception 'audit_log: % refused (expected: insert only)', tg_op;
end
$$;
create trigger audit_log_is_append_only
    before update or delete or truncate on audit_log
    for each statement execute function refuse_audit_log_change();
