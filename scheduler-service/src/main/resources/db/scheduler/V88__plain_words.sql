-- Words of docs/glossary.md. A cause is retraction where it was doubt; the guard against mass deletions begins its reason
-- with mass-deletion where it wrote brake.
update gap set cause = 'retraction' where cause = 'doubt';
update gap set reason = 'mass-deletion:' || substr(reason, 7) where reason like 'brake:%';
