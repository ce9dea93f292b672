-- What re-reading covered ranges at random has found: the items listed there, and those of them that were not held.
create table coverage_audit (
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    at             timestamptz not null,
    positions      bigint not null check (positions >= 0),
    items          bigint not null check (items >= 0),
    missed         bigint not null check (missed between 0 and items),
    primary key (account, source, stream, at)
);
