package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.checkpoints.CheckpointStore.Begun;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.LeaseAcquisition;
import dev.gapless.checkpoint.leases.LeaseRules;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.platform.ApiProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Checkpoints for the services that write them. */
@RestController
class CheckpointResource {

    /** @param stream null for the account as a whole */
    record Whose(String source, String account, @Nullable String stream, String processor) {

        static CheckpointId id(@Nullable Whose whose) {
            return whose == null
                    ? CheckpointIds.of(null, null, null, null)
                    : CheckpointIds.of(whose.source, whose.account, whose.stream, whose.processor);
        }
    }

    record Begin(
            @Nullable Whose checkpoint,
            String owner,
            double seconds,
            @Nullable Long horizonFrom) {}

    record Answer(Lease lease, CheckpointView checkpoint) {}

    /** As {@link CheckpointUpdate}; what is left out is 0, nothing, false. */
    record Step(
            @Nullable Whose checkpoint,
            long token,
            long expectedVersion,
            int expectedSchemaVersion,
            int schemaVersion,
            @Nullable ObjectNode state,
            @Nullable List<Range> processed,
            @Nullable Long items,
            @Nullable Long expected,
            @Nullable Boolean completed) {

        CheckpointUpdate move() {
            if (state == null) {
                throw ApiProblem.unprocessable("state: absent (expected: an object)", "send {} to remember nothing");
            }
            try {
                return new CheckpointUpdate(
                        token,
                        expectedVersion,
                        expectedSchemaVersion,
                        schemaVersion,
                        state,
                        processed == null ? List.of() : processed,
                        items == null ? 0 : items,
                        expected,
                        Boolean.TRUE.equals(completed));
            } catch (IllegalArgumentException e) {
                throw ApiProblem.unprocessable(
                        String.valueOf(e.getMessage()),
                        "sums only grow, and states are written as this release knows them");
            }
        }
    }

    private final CheckpointStore checkpoints;

    CheckpointResource(CheckpointStore checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** The lease and what is stored; 409 when it is held, or written by a later release. */
    @PostMapping("/internal/v1/checkpoints:begin")
    Answer begin(@RequestBody Begin begin) {
        CheckpointId id = Whose.id(begin.checkpoint());
        Begun begun = checkpoints.begin(
                id, LeaseRules.name("owner", begin.owner()), LeaseRules.duration(begin.seconds()), begin.horizonFrom());
        Lease lease = switch (begun.acquisition()) {
            case LeaseAcquisition.Acquired(Lease mine) -> mine;
            case LeaseAcquisition.Refused(Lease by) -> throw CheckpointProblems.held(id, by);
        };
        if (begun.reading() instanceof CheckpointReadResult.Read(Checkpoint now)) {
            return new Answer(lease, CheckpointView.of(now));
        }
        throw CheckpointProblems.unreadable(
                id, begun.reading() == null ? new CheckpointReadResult.Absent() : begun.reading());
    }

    @PostMapping("/internal/v1/checkpoints:move")
    CheckpointView move(@RequestBody Step step) {
        CheckpointId id = Whose.id(step.checkpoint());
        CheckpointUpdate move = step.move();
        return answer(id, move, checkpoints.move(id, move));
    }

    /** Saves, and gives the lease back. */
    @PostMapping("/internal/v1/checkpoints:finish")
    CheckpointView finish(@RequestBody Step step) {
        CheckpointId id = Whose.id(step.checkpoint());
        CheckpointUpdate move = step.move();
        return answer(id, move, checkpoints.finish(id, move));
    }

    private static CheckpointView answer(CheckpointId id, CheckpointUpdate move, CheckpointUpdateResult moved) {
        return switch (moved) {
            case CheckpointUpdateResult.To(Checkpoint now) -> CheckpointView.of(now);
            case CheckpointUpdateResult.Fenced(Lease present) ->
                throw CheckpointProblems.fenced(id, move.token(), present);
            case CheckpointUpdateResult.Elsewhere(Long version, Integer schema) ->
                throw CheckpointProblems.elsewhere(id, move, version, schema);
        };
    }
}
