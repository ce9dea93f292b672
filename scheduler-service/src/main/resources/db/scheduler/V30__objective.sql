-- Until when the completeness objective is judged. It moves with the sums below, so that no second counts twice.
create table objective_mark (
    only_row  boolean primary key default true check (only_row),
    judged_to timestamptz not null
);

-- Stream-seconds of five minutes each.
create table objective_seconds (
    source text             not null,
    begun  timestamptz      not null,
    due    double precision not null,
    late   double precision not null,
    primary key (source, begun)
);
