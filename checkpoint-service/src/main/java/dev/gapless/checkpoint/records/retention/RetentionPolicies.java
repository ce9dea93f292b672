package dev.gapless.checkpoint.records.retention;

import java.util.List;

/** The policies, as the properties set them. */
final class RetentionPolicies {

    private RetentionPolicies() {}

    static List<RetentionPolicy> of(RetentionProperties properties) {
        return List.of(
                RetentionPolicy.deleting(
                        "versions", "item_version", "r.replaced_at < {cutoff}", properties.versionsFor()),
                // what remains decides as before: key, version, operation and hash
                new RetentionPolicy(
                        "payloads",
                        "item",
                        "update {table} r set payload = null, packed = null",
                        "r.accepted_at < {cutoff} and (r.payload is not null or r.packed is not null)",
                        properties.payloadsFor()),
                RetentionPolicy.deleting(
                        "tombstones", "item", "r.accepted_at < {cutoff} and r.deleted", properties.tombstonesFor()),
                RetentionPolicy.deleting("audits", "coverage_audit", "r.at < {cutoff}", properties.auditsFor()),
                RetentionPolicy.deleting(
                        "operations",
                        "operation",
                        "r.state in ('COMPLETED', 'CANCELLED', 'FAILED') and r.ended_at < {cutoff}",
                        properties.operationsFor()),
                RetentionPolicy.deleting(
                        "walk-checkpoints",
                        "walk_checkpoint",
                        "r.claimed_at < {cutoff}",
                        properties.walkCheckpointsFor()),
                // what such a letter held went back to its topic, and failed again as another letter or did not; that
                // it was
                // kept still counts
                new RetentionPolicy(
                        "letters",
                        "dead_letter",
                        "update {table} r set value = '', key = null",
                        "r.state = 'REDRIVEN' and r.state_at < {cutoff} and octet_length(r.value) > 0",
                        properties.deadLettersFor()));
    }
}
