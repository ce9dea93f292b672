package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.operation.OperationView;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Long-running operations for operators. */
@RestController
class OperationResource {

    private static final Logger LOG = LoggerFactory.getLogger(OperationResource.class);
    private static final int MAX = 1_000;

    private final OperationStore operations;

    OperationResource(OperationStore operations) {
        this.operations = operations;
    }

    /**
     * The latest first.
     *
     * @param after {@code createdAt/id} of the last one of the page before
     */
    @GetMapping("/v1/operations")
    List<OperationView> list(
            @RequestParam(required = false) @Nullable OperationKind kind,
            @RequestParam(required = false) @Nullable OperationState state,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") String limit,
            CallerSources own) {
        OperationPlace place = after == null ? null : OperationPlace.parse(after);
        return operations.list(kind, state, own.filter(), place, RequestParameters.limit(limit, MAX)).stream()
                .map(OperationView::of)
                .toList();
    }

    @GetMapping("/v1/operations/{id}")
    OperationView one(@PathVariable String id, CallerSources own) {
        return OperationView.of(find(id, own));
    }

    /** The portion under way is finished. Asked again, it is as it was asked for. */
    @PostMapping("/v1/operations/{id}:pause")
    OperationView pause(@PathVariable String id, CallerSources own) {
        LongRunningOperation before = find(id, own);
        operations.pause(before.id());
        return changed(id, own, "PENDING, RUNNING or PAUSED", OperationState.PAUSED);
    }

    /** A paused or failed one goes on behind its last saved progress. */
    @PostMapping("/v1/operations/{id}:resume")
    OperationView resume(@PathVariable String id, CallerSources own) {
        operations.resume(find(id, own)).ifPresent(other -> {
            throw OperationStarter.conflict(other, own);
        });
        return changed(id, own, "PAUSED or FAILED", OperationState.PENDING, OperationState.RUNNING);
    }

    /** For good; what was published stays. */
    @PostMapping("/v1/operations/{id}:cancel")
    OperationView cancel(@PathVariable String id, CallerSources own) {
        operations.cancel(find(id, own).id());
        return changed(id, own, "one that has not ended", OperationState.CANCELLED);
    }

    private OperationView changed(String id, CallerSources own, String expected, OperationState... wanted) {
        LongRunningOperation now = find(id, own);
        if (!List.of(wanted).contains(now.state())) {
            throw ApiProblem.conflict(
                    "operation %s is %s (expected: %s)".formatted(id, now.state(), expected),
                    "GET /v1/operations/%s tells where it stands".formatted(id));
        }
        LOG.info("operation-changed operation={} state={}", id, now.state());
        return OperationView.of(now);
    }

    /** What concerns more than one source is for callers of the whole installation. */
    private LongRunningOperation find(String id, CallerSources own) {
        try {
            return operations
                    .find(UUID.fromString(id))
                    .filter(operation -> own.include(operation.request().source()))
                    .orElseThrow(() -> unknown(id));
        } catch (IllegalArgumentException e) {
            throw unknown(id);
        }
    }

    private static RuntimeException unknown(String id) {
        return ApiProblem.notFound(
                "operation: %s (expected: the id of an operation)".formatted(id), "GET /v1/operations lists them");
    }
}
