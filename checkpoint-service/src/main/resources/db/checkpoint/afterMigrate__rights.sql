-- Who may do what with the tables: rows only, no tables. Said after each migration, so that new tables are in it too.
-- A role that is not there is somebody's own choice of another way.
do $$
begin
    -- two services that start at once would otherwise write the same row of the catalogue
    perform pg_advisory_xact_lock(hashtext('rights in ${flyway:defaultSchema}'));
    if exists (select 1 from pg_roles where rolname = 'gapless_checkpoint') then
        grant usage on schema ${flyway:defaultSchema} to gapless_checkpoint;
        grant select, insert, update, delete on all tables in schema ${flyway:defaultSchema} to gapless_checkpoint;
        grant usage on all sequences in schema ${flyway:defaultSchema} to gapless_checkpoint;
        revoke insert, update, delete on ${flyway:defaultSchema}.flyway_schema_history from gapless_checkpoint;
        grant execute on all functions in schema ${flyway:defaultSchema} to gapless_checkpoint;
    end if;
    if exists (select 1 from pg_roles where rolname = 'gapless_reader') then
        grant usage on schema ${flyway:defaultSchema} to gapless_reader;
        grant select on all tables in schema ${flyway:defaultSchema} to gapless_reader;
    end if;
end
$$;
