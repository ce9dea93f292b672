-- Whose a source is; it stays so. What belongs to a source (accounts, gaps, coverage, items) is its tenant's.
alter table source add column tenant text not null default 'main';
create index source_tenant on source (tenant);

-- Whose callers may use a token; * for the whole installation.
alter table api_token add column tenant text not null default '*';

-- Within which tenant a caller acted; null for the whole installation, and in entries of before.
alter table audit_log add column tenant text;
create index audit_log_tenant on audit_log (tenant, seq) where tenant is not null;
