-- What mining took, by day (UTC), account and kind of work. Prices are applied when it is read.
create table mining_cost (
    day       date   not null,
    source    text   not null,
    account   text   not null,
    operation text   not null,
    slices    bigint not null,
    calls     bigint not null,
    items     bigint not null,
    primary key (day, source, account, operation)
);
