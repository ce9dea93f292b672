package dev.gapless.checkpoint.retention;

import java.util.List;

/** The policies, as the properties set them. */
final class Policies {

    private Policies() {}

    static List<Policy> of(RetentionProperties properties) {
        return List.of(
                Policy.deleting("versions", "item_version", "r.replaced_at < {cutoff}", properties.versionsFor()),
                // what remains decides as before: key, version, operation and hash
                new Policy(
                        "payloads",
                        "item",
                        "update {table} r set payload = null, packed = null",
                        "r.accepted_at < {cutoff} and (r.payload is not null or r.packed is not null)",
                        properties.payloadsFor()),
                Policy.deleting(
                        "tombstones", "item", "r.accepted_at < {cutoff} and r.deleted", properties.tombstonesFor()),
                Policy.deleting("audits", "coverage_audit", "r.at < {cutoff}", properties.auditsFor()),
                Policy.deleting(
                        "operations",
                        "operation",
                        "r.status = 'COMPLETED' and r.completed_at < {cutoff}",
                        properties.operationsFor()),
                Policy.deleting("progress", "progress_archive", "r.archived_at < {cutoff}", properties.progressFor()),
                Policy.deleting("plans", "recovery_plan", "r.ended_at < {cutoff}", properties.progressFor()),
                Policy.deleting(
                        "states-aside", "checkpoint_aside", "r.put_aside_at < {cutoff}", properties.progressFor()),
                // what such a letter held went back to its topic, and failed again as another letter or did not; that
                // it was
                // kept still counts
                new Policy(
                        "letters",
                        "dead_letter",
                        "update {table} r set value = '', key = null",
                        "r.state = 'REDRIVEN' and r.state_at < {cutoff} and octet_length(r.value) > 0",
                        properties.lettersFor()));
    }
}
