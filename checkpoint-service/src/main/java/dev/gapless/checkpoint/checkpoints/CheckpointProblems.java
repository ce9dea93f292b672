package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.common.platform.ApiProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponseException;

/** Why a checkpoint is not handed out or moved: what, where, which rule, and what to do. */
final class CheckpointProblems {

    private CheckpointProblems() {}

    static ErrorResponseException held(CheckpointId id, Lease by) {
        ErrorResponseException refusal = ApiProblem.conflict(
                "checkpoint %s is held by %s until %s (expected: a lease that has run out or was given back)"
                        .formatted(id, by.owner(), by.expiresAt()),
                "ask again then; it is free earlier when its holder gives it back");
        refusal.getBody().setProperty("holder", by.owner());
        refusal.getBody().setProperty("expiresAt", by.expiresAt());
        return told(refusal, id, "lease");
    }

    static ErrorResponseException unreadable(CheckpointId id, CheckpointReadResult reading) {
        return switch (reading) {
            case CheckpointReadResult.TooNew(CheckpointId _, int found) -> tooNew(id, found);
            case CheckpointReadResult.Corrupt _ ->
                told(
                        ApiProblem.conflict(
                                "state of %s: not what was stored (expected: its content hash)".formatted(id),
                                "POST /v1/recovery:analyse shows it; a recovery plan keeps it aside and begins from the"
                                        + " horizon"),
                        id,
                        "content-hash");
            case CheckpointReadResult.Absent _, CheckpointReadResult.Read _ ->
                told(
                        ApiProblem.notFound(
                                "checkpoint %s (expected: one that somebody has begun)".formatted(id),
                                "GET /v1/checkpoints/{source}/{account} lists those of an account"),
                        id,
                        "exists");
        };
    }

    private static ErrorResponseException tooNew(CheckpointId id, int found) {
        return told(
                ApiProblem.conflict(
                        "schemaVersion of %s: %d (expected: at most %d)".formatted(id, found, StateSchema.CURRENT),
                        "it is kept as it is: start the release that wrote it, or a later one"),
                id,
                "schema-version");
    }

    static ErrorResponseException fenced(CheckpointId id, long token, @Nullable Lease present) {
        ErrorResponseException refusal = ApiProblem.conflict(
                "token: %d for %s (expected: that of a lease that has not run out)".formatted(token, id),
                "stop: nothing was written. Begin again, and go on from what is stored");
        if (present != null) {
            refusal.getBody().setProperty("holder", present.owner());
            refusal.getBody().setProperty("expiresAt", present.expiresAt());
        }
        return told(refusal, id, "fencing-token");
    }

    static ErrorResponseException elsewhere(
            CheckpointId id, CheckpointUpdate move, @Nullable Long version, @Nullable Integer schema) {
        if (schema != null && schema > StateSchema.CURRENT) {
            return tooNew(id, schema);
        }
        return told(
                ApiProblem.conflict(
                        "expectedVersion: %d, expectedSchemaVersion: %d for %s (expected: version %s with schema %s)"
                                .formatted(move.expectedVersion(), move.expectedSchemaVersion(), id, version, schema),
                        "nothing was written: read it again, and decide anew from what it says; a state is never"
                                + " written at a lower schema than it has"),
                id,
                "compare-and-set");
    }

    private static ErrorResponseException told(ErrorResponseException refusal, CheckpointId id, String rule) {
        refusal.getBody().setProperty("where", id.toString());
        refusal.getBody().setProperty("rule", rule);
        return refusal;
    }
}
