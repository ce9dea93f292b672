-- Columns and tables in the words of docs/glossary.md. Only names change, so no row is written.
-- door: path (live or backfill). sighting: provenance, the window or task that an item came by.
alter table item rename column door to path;
alter table item rename column sighting to provenance;
alter table item_version rename column door to path;
alter table item_version rename column sighting to provenance;
alter view item_chain rename column door to path;
alter view item_chain rename column sighting to provenance;
alter table coverage_window rename column door to path;

-- What an item was before a deletion of it was inferred.
alter table buried_item rename to inferred_delete;
alter table inferred_delete rename column door to path;
alter table inferred_delete rename column buried_by to inferred_by;
alter table inferred_delete rename column buried_at to inferred_at;
alter index buried_item_pkey rename to inferred_delete_pkey;
alter index buried_item_by_time rename to inferred_delete_by_time;

-- Coverage that was taken back.
alter table coverage_cut rename to coverage_retraction;
alter table coverage_retraction rename column cut to retracted;
alter table coverage_retraction rename column doubted_at to retracted_at;
alter table coverage_retraction rename column cut_at to recorded_at;
alter index coverage_cut_pkey rename to coverage_retraction_pkey;
