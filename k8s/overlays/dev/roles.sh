#!/bin/sh
# Makes the roles and the database; done again, it changes nothing but passwords. The same rights as on one machine:
# the owner makes tables, each service writes rows of its own, the reader reads.
set -eu
secret() { cat "/run/secrets/$1"; }
PGPASSWORD=$(secret postgres-superuser.password)
export PGPASSWORD
psql -h "${GAPLESS_ROLES_HOST:-postgres}" -U postgres -d postgres -v ON_ERROR_STOP=1 -q \
  -v owner="$(secret database-owner.password)" -v scheduler="$(secret database-scheduler.password)" \
  -v checkpoint="$(secret database-checkpoint.password)" -v reader="$(secret database-reader.password)" <<'SQL'
select format('create role %I', role) from unnest(array['gapless', 'gapless_scheduler', 'gapless_checkpoint', 'gapless_reader']) as role
 where not exists (select from pg_roles where rolname = role) \gexec
alter role gapless            login nosuperuser nocreaterole nocreatedb password :'owner';
alter role gapless_scheduler  login nosuperuser nocreaterole nocreatedb password :'scheduler';
alter role gapless_checkpoint login nosuperuser nocreaterole nocreatedb password :'checkpoint';
alter role gapless_reader     login nosuperuser nocreaterole nocreatedb password :'reader';
select 'create database gapless owner gapless encoding ''UTF8'' template template0'
 where not exists (select from pg_database where datname = 'gapless') \gexec
revoke temporary on database gapless from public;
SQL
