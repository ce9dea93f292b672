-- The statements of a commit, as the code renders them under the standard settings.
-- CommitStatementsTest compares this file with the code. docs/ledger.md says what each is for.

-- LookupStatement: what is decided without a write
with incoming as (
    select n - 1 as n, (?::text[])[kind] as source, account, (?::text[])[kind] as stream, item_id,
           hash, volatile_hash,
           case when (?::boolean[])[kind] then 'LIVE' else 'MINED' end as path,
           (?::smallint[])[kind] as operation, (?::bigint[])[kind] as generation,
           (?::boolean[])[kind] as inferred, (?::uuid[])[kind] as topic_id,
           (?::int[])[kind] as log_partition, (?::int[])[kind] as hash_version,
           (?::bigint[])[n] as position, (?::bigint[])[n] as version, (?::bigint[])[n] as seen_us,
           (?::bigint[])[n] as log_offset
      from (select (?::int[])[n] as kind, t.*
              from unnest(?::text[], ?::text[], ?::bytea[], ?::bytea[])
                   with ordinality as t (account, item_id, hash, volatile_hash, n)) t
)
select n, case when k.account is null then case when (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                           and not (i.inferred and i.operation % 3 = 2)
                                                           and (select true
                                                                  from stream_fork f
                                                                 where f.account = i.account
                                                                   and f.source = i.source
                                                                   and f.stream = i.stream
                                                                   and f.generation > i.generation
                                                                   and f.ancestor < i.position
                                                                 limit 1) is true) then 'STALE' else 'FRESH' end
               when k.topic_id = i.topic_id and k.log_partition = i.log_partition and k.log_offset = i.log_offset then k.decision
               when k.chained
               then coalesce((select v.verdict
                                from item_version v
                               where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                 and v.topic_id = i.topic_id and v.log_partition = i.log_partition and v.log_offset = i.log_offset
                               limit 1),
                             case when ((i.version > k.version
                                             or i.operation % 3 = 2
                                             or k.inferred
                                             or not i.inferred)
                                            and ((i.version, (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) > (k.version, k.operation)
                                                 or i.version = k.version
                                                    and (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end) = k.operation
                                                    and i.hash <> k.hash
                                                    and i.hash_version = k.hash_version
                                                    and not (k.path = 'LIVE' and i.path = 'MINED'))) and not (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                            and not (i.inferred and i.operation % 3 = 2)
                                                                                                                            and (select true
                                                                                                                                   from stream_fork f
                                                                                                                                  where f.account = i.account
                                                                                                                                    and f.source = i.source
                                                                                                                                    and f.stream = i.stream
                                                                                                                                    and f.generation > i.generation
                                                                                                                                    and f.ancestor < i.position
                                                                                                                                  limit 1) is true) then 'NEWER'
                                  when k.version = i.version
                                       and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) then 'DUPLICATE'
                                  when k.chained
                                       and (select true
                                              from item_version v
                                             where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                               and v.version = i.version
                                               and v.hash = i.hash
                                             limit 1) then 'DUPLICATE'
                                  else 'STALE' end)
               else case when ((i.version > k.version
                                    or i.operation % 3 = 2
                                    or k.inferred
                                    or not i.inferred)
                                   and ((i.version, (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) > (k.version, k.operation)
                                        or i.version = k.version
                                           and (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end) = k.operation
                                           and i.hash <> k.hash
                                           and i.hash_version = k.hash_version
                                           and not (k.path = 'LIVE' and i.path = 'MINED'))) and not (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                   and not (i.inferred and i.operation % 3 = 2)
                                                                                                                   and (select true
                                                                                                                          from stream_fork f
                                                                                                                         where f.account = i.account
                                                                                                                           and f.source = i.source
                                                                                                                           and f.stream = i.stream
                                                                                                                           and f.generation > i.generation
                                                                                                                           and f.ancestor < i.position
                                                                                                                         limit 1) is true) then 'NEWER'
                         when k.version = i.version
                              and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) then 'DUPLICATE'
                         when k.chained
                              and (select true
                                     from item_version v
                                    where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                      and v.version = i.version
                                      and v.hash = i.hash
                                    limit 1) then 'DUPLICATE'
                         else 'STALE' end end, (not i.inferred
                                                and k.generation <= i.generation
                                                and (i.path = 'LIVE' and k.seen_live_at is null
                                                     or i.path = 'MINED' and k.seen_mined_at is null
                                                     or k.inferred and k.deleted and i.operation = 2 and k.version = i.version)
                                                or k.version = i.version
                                                and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                                and not k.deleted
                                                and (k.hash_version <> i.hash_version
                                                     and i.seen_us > extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000
                                                     or k.hash_version = i.hash_version
                                                     and k.hash = i.hash
                                                     and k.volatile_hash <> i.volatile_hash
                                                     and i.seen_us - extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000 >= 3600000000))
  from incoming i
  left join item k on k.account = i.account and k.source = i.source and k.stream = i.stream and k.item_id = i.item_id
 where k.account is not null
    or (coalesce(i.generation < (select max(generation) from stream_fork), false)
             and not (i.inferred and i.operation % 3 = 2)
             and (select true
                    from stream_fork f
                   where f.account = i.account
                     and f.source = i.source
                     and f.stream = i.stream
                     and f.generation > i.generation
                     and f.ancestor < i.position
                   limit 1) is true);

-- UpsertStatement: what may be newer
with incoming as (
    select *
      from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                  ?::smallint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                  ?::bigint[], ?::uuid[], ?::int[], ?::bigint[], ?::int[], ?::bytea[], ?::bytea[])
           as t (n, source, account, stream, item_id, position, version,
                 operation, hash, payload, path, provenance, generation, inferred,
                 seen_us, topic_id, log_partition, log_offset, hash_version, volatile_hash, packed)
), seen as materialized (
    select i.*, k.topic_id as held_topic, k.log_partition as held_partition, k.log_offset as held_offset,
           k.version as held_version, (not i.inferred
                                       and k.generation <= i.generation
                                       and (i.path = 'LIVE' and k.seen_live_at is null
                                            or i.path = 'MINED' and k.seen_mined_at is null
                                            or k.inferred and k.deleted and i.operation = 2 and k.version = i.version)
                                       or k.version = i.version
                                       and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                       and not k.deleted
                                       and (k.hash_version <> i.hash_version
                                            and i.seen_us > extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000
                                            or k.hash_version = i.hash_version
                                            and k.hash = i.hash
                                            and k.volatile_hash <> i.volatile_hash
                                            and i.seen_us - extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000 >= 3600000000)) as noted, case when k.account is null then case when (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                                                                                                      and not (i.inferred and i.operation % 3 = 2)
                                                                                                                                                                                                      and (select true
                                                                                                                                                                                                             from stream_fork f
                                                                                                                                                                                                            where f.account = i.account
                                                                                                                                                                                                              and f.source = i.source
                                                                                                                                                                                                              and f.stream = i.stream
                                                                                                                                                                                                              and f.generation > i.generation
                                                                                                                                                                                                              and f.ancestor < i.position
                                                                                                                                                                                                            limit 1) is true) then 'STALE' else 'FRESH' end
                                                                    when k.topic_id = i.topic_id and k.log_partition = i.log_partition and k.log_offset = i.log_offset then k.decision
                                                                    when k.chained
                                                                    then coalesce((select v.verdict
                                                                                     from item_version v
                                                                                    where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                                                                      and v.topic_id = i.topic_id and v.log_partition = i.log_partition and v.log_offset = i.log_offset
                                                                                    limit 1),
                                                                                  case when ((i.version > k.version
                                                                                                  or i.operation % 3 = 2
                                                                                                  or k.inferred
                                                                                                  or not i.inferred)
                                                                                                 and ((i.version, (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) > (k.version, k.operation)
                                                                                                      or i.version = k.version
                                                                                                         and (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end) = k.operation
                                                                                                         and i.hash <> k.hash
                                                                                                         and i.hash_version = k.hash_version
                                                                                                         and not (k.path = 'LIVE' and i.path = 'MINED'))) and not (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                                                                                 and not (i.inferred and i.operation % 3 = 2)
                                                                                                                                                                                 and (select true
                                                                                                                                                                                        from stream_fork f
                                                                                                                                                                                       where f.account = i.account
                                                                                                                                                                                         and f.source = i.source
                                                                                                                                                                                         and f.stream = i.stream
                                                                                                                                                                                         and f.generation > i.generation
                                                                                                                                                                                         and f.ancestor < i.position
                                                                                                                                                                                       limit 1) is true) then 'NEWER'
                                                                                       when k.version = i.version
                                                                                            and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) then 'DUPLICATE'
                                                                                       when k.chained
                                                                                            and (select true
                                                                                                   from item_version v
                                                                                                  where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                                                                                    and v.version = i.version
                                                                                                    and v.hash = i.hash
                                                                                                  limit 1) then 'DUPLICATE'
                                                                                       else 'STALE' end)
                                                                    else case when ((i.version > k.version
                                                                                         or i.operation % 3 = 2
                                                                                         or k.inferred
                                                                                         or not i.inferred)
                                                                                        and ((i.version, (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) > (k.version, k.operation)
                                                                                             or i.version = k.version
                                                                                                and (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end) = k.operation
                                                                                                and i.hash <> k.hash
                                                                                                and i.hash_version = k.hash_version
                                                                                                and not (k.path = 'LIVE' and i.path = 'MINED'))) and not (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                                                                        and not (i.inferred and i.operation % 3 = 2)
                                                                                                                                                                        and (select true
                                                                                                                                                                               from stream_fork f
                                                                                                                                                                              where f.account = i.account
                                                                                                                                                                                and f.source = i.source
                                                                                                                                                                                and f.stream = i.stream
                                                                                                                                                                                and f.generation > i.generation
                                                                                                                                                                                and f.ancestor < i.position
                                                                                                                                                                              limit 1) is true) then 'NEWER'
                                                                              when k.version = i.version
                                                                                   and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) then 'DUPLICATE'
                                                                              when k.chained
                                                                                   and (select true
                                                                                          from item_version v
                                                                                         where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                                                                           and v.version = i.version
                                                                                           and v.hash = i.hash
                                                                                         limit 1) then 'DUPLICATE'
                                                                              else 'STALE' end end as what
      from incoming i
      left join item k on k.account = i.account and k.source = i.source and k.stream = i.stream and k.item_id = i.item_id
), written as (
    insert into item as held (source, account, stream, item_id, position, version, operation, deleted,
                              hash, payload, path, provenance, generation, inferred, seen_at, accepted_at,
                              topic_id, log_partition, log_offset,
                              seen_live_at, seen_live_by, seen_mined_at, seen_mined_by,
                              decision, hash_version, volatile_hash, packed)
    select source, account, stream, item_id, position, version, operation, operation % 3 = 2,
           hash, payload, path, provenance, generation, inferred,
           timestamptz 'epoch' + seen_us * interval '1 microsecond', clock_timestamp(), topic_id, log_partition, log_offset,
           case when path = 'LIVE' and not inferred then timestamptz 'epoch' + seen_us * interval '1 microsecond' end,
           case when path = 'LIVE' and not inferred then provenance end,
           case when path = 'MINED' and not inferred then timestamptz 'epoch' + seen_us * interval '1 microsecond' end,
           case when path = 'MINED' and not inferred then provenance end,
           case when operation % 3 = 2 then 'CHANGED' else 'NEW' end, hash_version, volatile_hash, packed
      from seen
     where what in ('FRESH', 'NEWER')
        on conflict (account, source, stream, item_id) do update
       set position = excluded.position,
           version = excluded.version,
           operation = (excluded.operation + case when excluded.inferred or excluded.version <> held.version then 0 else held.operation / 3 * 3 end),
           deleted = excluded.deleted,
           hash = excluded.hash,
           payload = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) and held.volatile_hash is not distinct from excluded.volatile_hash then held.payload else excluded.payload end,
           path = excluded.path,
           provenance = excluded.provenance,
           generation = excluded.generation,
           inferred = excluded.inferred,
           seen_at = excluded.seen_at,
           accepted_at = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.accepted_at else excluded.accepted_at end,
           topic_id = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.topic_id else excluded.topic_id end,
           log_partition = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.log_partition else excluded.log_partition end,
           log_offset = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.log_offset else excluded.log_offset end,
           seen_live_at = coalesce(held.seen_live_at, excluded.seen_live_at),
           seen_live_by = coalesce(held.seen_live_by, excluded.seen_live_by),
           seen_mined_at = coalesce(held.seen_mined_at, excluded.seen_mined_at),
           seen_mined_by = coalesce(held.seen_mined_by, excluded.seen_mined_by),
           decision = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.decision
                           when held.deleted and not excluded.deleted then 'NEW'
                           else 'CHANGED' end,
           raised = (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted),
           chained = true,
           hash_version = excluded.hash_version,
           volatile_hash = excluded.volatile_hash,
           refreshed_at = null,
           packed = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) and held.volatile_hash is not distinct from excluded.volatile_hash then held.packed else excluded.packed end
     where ((excluded.version > held.version
                 or excluded.operation % 3 = 2
                 or held.inferred
                 or not excluded.inferred)
                and ((excluded.version, (excluded.operation + case when excluded.inferred or excluded.version <> held.version then 0 else held.operation / 3 * 3 end)) > (held.version, held.operation)
                     or excluded.version = held.version
                        and (excluded.operation + case when excluded.inferred or excluded.version <> held.version then 0 else held.operation / 3 * 3 end) = held.operation
                        and excluded.hash <> held.hash
                        and excluded.hash_version = held.hash_version
                        and not (held.path = 'LIVE' and excluded.path = 'MINED')))
    returning new.topic_id, new.log_partition, new.log_offset, new.decision,
              new.raised as raise,
              coalesce(old.version = new.version
                       and (old.operation = new.operation or new.operation > 2), false) as tied,
              old.account is not null and not old.raised as replaces,
              old.topic_id as old_topic, old.log_partition as old_partition, old.log_offset as old_offset,
              old.version as old_version, old.source, old.account, old.stream, old.item_id, old.position,
              old.operation, old.hash, old.hash_version, old.path, old.provenance,
              old.decision as old_decision, old.accepted_at, old.payload, old.packed
), kept as (
    insert into item_version (source, account, stream, item_id, position, version, operation, hash, hash_version,
                              path, provenance, verdict, accepted_at, topic_id, log_partition, log_offset, payload, packed)
    select source, account, stream, item_id, position, old_version, operation, hash, hash_version,
           path, provenance, old_decision, accepted_at, old_topic, old_partition, old_offset, payload, packed
      from written
     where replaces
)
select n, what, noted as flag, null::uuid as topic_id, null::int as log_partition, null::bigint as log_offset,
       held_topic, held_partition, held_offset, held_version
  from seen
 where what <> 'FRESH'
 union all
select null, decision, not tied, topic_id, log_partition, log_offset, old_topic, old_partition, old_offset,
       old_version
  from written
 where not raise;

-- UpsertStatement, of a round in which something may be concluded to be deleted
with incoming as (
    select *
      from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                  ?::smallint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                  ?::bigint[], ?::uuid[], ?::int[], ?::bigint[], ?::int[], ?::bytea[], ?::bytea[])
           as t (n, source, account, stream, item_id, position, version,
                 operation, hash, payload, path, provenance, generation, inferred,
                 seen_us, topic_id, log_partition, log_offset, hash_version, volatile_hash, packed)
), seen as materialized (
    select i.*, k.topic_id as held_topic, k.log_partition as held_partition, k.log_offset as held_offset,
           k.version as held_version, (not i.inferred
                                       and k.generation <= i.generation
                                       and (i.path = 'LIVE' and k.seen_live_at is null
                                            or i.path = 'MINED' and k.seen_mined_at is null
                                            or k.inferred and k.deleted and i.operation = 2 and k.version = i.version)
                                       or k.version = i.version
                                       and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                       and not k.deleted
                                       and (k.hash_version <> i.hash_version
                                            and i.seen_us > extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000
                                            or k.hash_version = i.hash_version
                                            and k.hash = i.hash
                                            and k.volatile_hash <> i.volatile_hash
                                            and i.seen_us - extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000 >= 3600000000)) as noted, case when k.account is null then case when (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                                                                                                      and not (i.inferred and i.operation % 3 = 2)
                                                                                                                                                                                                      and (select true
                                                                                                                                                                                                             from stream_fork f
                                                                                                                                                                                                            where f.account = i.account
                                                                                                                                                                                                              and f.source = i.source
                                                                                                                                                                                                              and f.stream = i.stream
                                                                                                                                                                                                              and f.generation > i.generation
                                                                                                                                                                                                              and f.ancestor < i.position
                                                                                                                                                                                                            limit 1) is true) then 'STALE' else 'FRESH' end
                                                                    when k.topic_id = i.topic_id and k.log_partition = i.log_partition and k.log_offset = i.log_offset then k.decision
                                                                    when k.chained
                                                                    then coalesce((select v.verdict
                                                                                     from item_version v
                                                                                    where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                                                                      and v.topic_id = i.topic_id and v.log_partition = i.log_partition and v.log_offset = i.log_offset
                                                                                    limit 1),
                                                                                  case when ((i.version > k.version
                                                                                                  or i.operation % 3 = 2
                                                                                                  or k.inferred
                                                                                                  or not i.inferred)
                                                                                                 and ((i.version, (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) > (k.version, k.operation)
                                                                                                      or i.version = k.version
                                                                                                         and (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end) = k.operation
                                                                                                         and i.hash <> k.hash
                                                                                                         and i.hash_version = k.hash_version
                                                                                                         and not (k.path = 'LIVE' and i.path = 'MINED'))) and not (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                                                                                 and not (i.inferred and i.operation % 3 = 2)
                                                                                                                                                                                 and (select true
                                                                                                                                                                                        from stream_fork f
                                                                                                                                                                                       where f.account = i.account
                                                                                                                                                                                         and f.source = i.source
                                                                                                                                                                                         and f.stream = i.stream
                                                                                                                                                                                         and f.generation > i.generation
                                                                                                                                                                                         and f.ancestor < i.position
                                                                                                                                                                                       limit 1) is true) then 'NEWER'
                                                                                       when k.version = i.version
                                                                                            and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) then 'DUPLICATE'
                                                                                       when k.chained
                                                                                            and (select true
                                                                                                   from item_version v
                                                                                                  where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                                                                                    and v.version = i.version
                                                                                                    and v.hash = i.hash
                                                                                                  limit 1) then 'DUPLICATE'
                                                                                       else 'STALE' end)
                                                                    else case when ((i.version > k.version
                                                                                         or i.operation % 3 = 2
                                                                                         or k.inferred
                                                                                         or not i.inferred)
                                                                                        and ((i.version, (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) > (k.version, k.operation)
                                                                                             or i.version = k.version
                                                                                                and (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end) = k.operation
                                                                                                and i.hash <> k.hash
                                                                                                and i.hash_version = k.hash_version
                                                                                                and not (k.path = 'LIVE' and i.path = 'MINED'))) and not (coalesce(i.generation < (select max(generation) from stream_fork), false)
                                                                                                                                                                        and not (i.inferred and i.operation % 3 = 2)
                                                                                                                                                                        and (select true
                                                                                                                                                                               from stream_fork f
                                                                                                                                                                              where f.account = i.account
                                                                                                                                                                                and f.source = i.source
                                                                                                                                                                                and f.stream = i.stream
                                                                                                                                                                                and f.generation > i.generation
                                                                                                                                                                                and f.ancestor < i.position
                                                                                                                                                                              limit 1) is true) then 'NEWER'
                                                                              when k.version = i.version
                                                                                   and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)) then 'DUPLICATE'
                                                                              when k.chained
                                                                                   and (select true
                                                                                          from item_version v
                                                                                         where v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id
                                                                                           and v.version = i.version
                                                                                           and v.hash = i.hash
                                                                                         limit 1) then 'DUPLICATE'
                                                                              else 'STALE' end end as what
      from incoming i
      left join item k on k.account = i.account and k.source = i.source and k.stream = i.stream and k.item_id = i.item_id
), written as (
    insert into item as held (source, account, stream, item_id, position, version, operation, deleted,
                              hash, payload, path, provenance, generation, inferred, seen_at, accepted_at,
                              topic_id, log_partition, log_offset,
                              seen_live_at, seen_live_by, seen_mined_at, seen_mined_by,
                              decision, hash_version, volatile_hash, packed)
    select source, account, stream, item_id, position, version, operation, operation % 3 = 2,
           hash, payload, path, provenance, generation, inferred,
           timestamptz 'epoch' + seen_us * interval '1 microsecond', clock_timestamp(), topic_id, log_partition, log_offset,
           case when path = 'LIVE' and not inferred then timestamptz 'epoch' + seen_us * interval '1 microsecond' end,
           case when path = 'LIVE' and not inferred then provenance end,
           case when path = 'MINED' and not inferred then timestamptz 'epoch' + seen_us * interval '1 microsecond' end,
           case when path = 'MINED' and not inferred then provenance end,
           case when operation % 3 = 2 then 'CHANGED' else 'NEW' end, hash_version, volatile_hash, packed
      from seen
     where what in ('FRESH', 'NEWER')
        on conflict (account, source, stream, item_id) do update
       set position = excluded.position,
           version = excluded.version,
           operation = (excluded.operation + case when excluded.inferred or excluded.version <> held.version then 0 else held.operation / 3 * 3 end),
           deleted = excluded.deleted,
           hash = excluded.hash,
           payload = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) and held.volatile_hash is not distinct from excluded.volatile_hash then held.payload else excluded.payload end,
           path = excluded.path,
           provenance = excluded.provenance,
           generation = excluded.generation,
           inferred = excluded.inferred,
           seen_at = excluded.seen_at,
           accepted_at = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.accepted_at else excluded.accepted_at end,
           topic_id = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.topic_id else excluded.topic_id end,
           log_partition = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.log_partition else excluded.log_partition end,
           log_offset = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.log_offset else excluded.log_offset end,
           seen_live_at = coalesce(held.seen_live_at, excluded.seen_live_at),
           seen_live_by = coalesce(held.seen_live_by, excluded.seen_live_by),
           seen_mined_at = coalesce(held.seen_mined_at, excluded.seen_mined_at),
           seen_mined_by = coalesce(held.seen_mined_by, excluded.seen_mined_by),
           decision = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) then held.decision
                           when held.deleted and not excluded.deleted then 'NEW'
                           else 'CHANGED' end,
           raised = (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted),
           chained = true,
           hash_version = excluded.hash_version,
           volatile_hash = excluded.volatile_hash,
           refreshed_at = null,
           packed = case when (held.hash = excluded.hash and held.hash_version = excluded.hash_version and not held.deleted and not excluded.deleted) and held.volatile_hash is not distinct from excluded.volatile_hash then held.packed else excluded.packed end
     where ((excluded.version > held.version
                 or excluded.operation % 3 = 2
                 or held.inferred
                 or not excluded.inferred)
                and ((excluded.version, (excluded.operation + case when excluded.inferred or excluded.version <> held.version then 0 else held.operation / 3 * 3 end)) > (held.version, held.operation)
                     or excluded.version = held.version
                        and (excluded.operation + case when excluded.inferred or excluded.version <> held.version then 0 else held.operation / 3 * 3 end) = held.operation
                        and excluded.hash <> held.hash
                        and excluded.hash_version = held.hash_version
                        and not (held.path = 'LIVE' and excluded.path = 'MINED')))
    returning new.topic_id, new.log_partition, new.log_offset, new.decision,
              new.raised as raise,
              coalesce(old.version = new.version
                       and (old.operation = new.operation or new.operation > 2), false) as tied,
              old.account is not null and not old.raised as replaces,
              old.topic_id as old_topic, old.log_partition as old_partition, old.log_offset as old_offset,
              old.version as old_version, old.source, old.account, old.stream, old.item_id, old.position,
              old.operation, old.hash, old.hash_version, old.path, old.provenance,
              old.decision as old_decision, old.accepted_at, old.payload, old.packed,
              coalesce(new.inferred and new.deleted and new.path = 'MINED' and not old.deleted, false) as deletes,
              old.generation, new.version as new_version, new.operation as new_operation,
              new.provenance as inferred_by, new.accepted_at as inferred_at
), kept as (
    insert into item_version (source, account, stream, item_id, position, version, operation, hash, hash_version,
                              path, provenance, verdict, accepted_at, topic_id, log_partition, log_offset, payload, packed)
    select source, account, stream, item_id, position, old_version, operation, hash, hash_version,
           path, provenance, old_decision, accepted_at, old_topic, old_partition, old_offset, payload, packed
      from written
     where replaces
), removed as (
    insert into inferred_delete (source, account, stream, item_id, version, operation, position,
                             former_operation, hash, payload, packed, path, generation, inferred_by, inferred_at)
    select source, account, stream, item_id, new_version, new_operation, position,
           operation, hash, payload, packed, path, generation, inferred_by, inferred_at
      from written
     where deletes
        on conflict (account, source, stream, item_id, version, operation) do update
       set position = excluded.position,
           former_operation = excluded.former_operation,
           hash = excluded.hash,
           payload = excluded.payload,
           packed = excluded.packed,
           path = excluded.path,
           generation = excluded.generation,
           inferred_by = excluded.inferred_by,
           inferred_at = excluded.inferred_at
)
select n, what, noted as flag, null::uuid as topic_id, null::int as log_partition, null::bigint as log_offset,
       held_topic, held_partition, held_offset, held_version
  from seen
 where what <> 'FRESH'
 union all
select null, decision, not tied, topic_id, log_partition, log_offset, old_topic, old_partition, old_offset,
       old_version
  from written
 where not raise;

-- UpsertStatement: which records were accepted and replaced
with incoming as (
    select *
      from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                  ?::smallint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                  ?::bigint[], ?::uuid[], ?::int[], ?::bigint[], ?::int[], ?::bytea[], ?::bytea[])
           as t (n, source, account, stream, item_id, position, version,
                 operation, hash, payload, path, provenance, generation, inferred,
                 seen_us, topic_id, log_partition, log_offset, hash_version, volatile_hash, packed)
)
select count(*)
  from incoming i
  join item_version v on v.account = i.account and v.source = i.source and v.stream = i.stream and v.item_id = i.item_id and v.topic_id = i.topic_id and v.log_partition = i.log_partition and v.log_offset = i.log_offset;

-- SightingUpdateStatement: what is noted without a change
with incoming as (
    select *
      from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                  ?::smallint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                  ?::bigint[], ?::uuid[], ?::int[], ?::bigint[], ?::int[], ?::bytea[], ?::bytea[])
           as t (n, source, account, stream, item_id, position, version,
                 operation, hash, payload, path, provenance, generation, inferred,
                 seen_us, topic_id, log_partition, log_offset, hash_version, volatile_hash, packed)
)
update item k
   set seen_live_at = case when (not i.inferred and k.generation <= i.generation) then coalesce(k.seen_live_at, live_at) else k.seen_live_at end,
       seen_live_by = case when (not i.inferred and k.generation <= i.generation) then coalesce(k.seen_live_by, live_by) else k.seen_live_by end,
       seen_mined_at = case when (not i.inferred and k.generation <= i.generation) then coalesce(k.seen_mined_at, mined_at) else k.seen_mined_at end,
       seen_mined_by = case when (not i.inferred and k.generation <= i.generation) then coalesce(k.seen_mined_by, mined_by) else k.seen_mined_by end,
       inferred = k.inferred and not ((not i.inferred and k.generation <= i.generation) and k.deleted and i.operation = 2 and k.version = i.version),
       hash = case when (k.version = i.version
                                and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                and not k.deleted
                                and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                                and (k.hash_version <> i.hash_version
                                     or k.hash = i.hash
                                     and k.volatile_hash <> i.volatile_hash)) then i.hash else k.hash end,
       hash_version = case when (k.version = i.version
                                        and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                        and not k.deleted
                                        and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                                        and (k.hash_version <> i.hash_version
                                             or k.hash = i.hash
                                             and k.volatile_hash <> i.volatile_hash)) then i.hash_version else k.hash_version end,
       volatile_hash = case when (k.version = i.version
                                         and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                         and not k.deleted
                                         and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                                         and (k.hash_version <> i.hash_version
                                              or k.hash = i.hash
                                              and k.volatile_hash <> i.volatile_hash)) then i.volatile_hash else k.volatile_hash end,
       refreshed_at = case when (k.version = i.version
                                        and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                        and not k.deleted
                                        and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                                        and (k.hash_version <> i.hash_version
                                             or k.hash = i.hash
                                             and k.volatile_hash <> i.volatile_hash)) then i.seen_at else k.refreshed_at end,
       payload = case when (k.version = i.version
                                   and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                   and not k.deleted
                                   and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                                   and (k.hash_version <> i.hash_version
                                        or k.hash = i.hash
                                        and k.volatile_hash <> i.volatile_hash)) then i.payload else k.payload end,
       packed = case when (k.version = i.version
                                  and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
                                  and not k.deleted
                                  and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                                  and (k.hash_version <> i.hash_version
                                       or k.hash = i.hash
                                       and k.volatile_hash <> i.volatile_hash)) then i.packed else k.packed end
  from (select i.*, seen_at,
               case when path = 'LIVE' then seen_at end as live_at,
               case when path = 'LIVE' then provenance end as live_by,
               case when path = 'MINED' then seen_at end as mined_at,
               case when path = 'MINED' then provenance end as mined_by
          from incoming i
         cross join lateral (select timestamptz 'epoch' + seen_us * interval '1 microsecond' as seen_at) at) i
 where k.account = i.account
   and k.source = i.source
   and k.stream = i.stream
   and k.item_id = i.item_id
   and (not i.inferred
        and k.generation <= i.generation
        and (i.path = 'LIVE' and k.seen_live_at is null
             or i.path = 'MINED' and k.seen_mined_at is null
             or k.inferred and k.deleted and i.operation = 2 and k.version = i.version)
        or k.version = i.version
        and k.operation = (i.operation + case when i.inferred or i.version <> k.version then 0 else k.operation / 3 * 3 end)
        and not k.deleted
        and (k.hash_version <> i.hash_version
             and i.seen_us > extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000
             or k.hash_version = i.hash_version
             and k.hash = i.hash
             and k.volatile_hash <> i.volatile_hash
             and i.seen_us - extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000 >= 3600000000));
