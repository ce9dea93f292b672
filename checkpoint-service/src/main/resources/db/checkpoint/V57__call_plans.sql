-- What dry runs said lately, by the hash of it, so that a call whose plan does not hold any more can be told why.
create table call_plan (
    hash    text primary key,
    content text        not null,
    made_at timestamptz not null
);
create index call_plan_made on call_plan (made_at);
