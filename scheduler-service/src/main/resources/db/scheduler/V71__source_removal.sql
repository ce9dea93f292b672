-- When a source was removed; null while it is applied. Its row stays, because rows of its former accounts name it.
alter table source add column removed_at timestamptz;
