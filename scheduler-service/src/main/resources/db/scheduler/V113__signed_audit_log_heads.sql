-- Heads of the audit log, as the checkpoint service signed them. A log that was cut off lacks what one of them names.
create table audit_log_signed_head (
    seq    int8        primary key,
    at     timestamptz not null,
    signed text        not null
);
