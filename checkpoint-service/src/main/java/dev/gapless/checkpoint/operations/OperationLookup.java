package dev.gapless.checkpoint.operations;

import dev.gapless.checkpoint.problems.ApiProblem;
import dev.gapless.checkpoint.problems.RequestParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Operations for operators: one by its id, or those of a status, the oldest first. */
@RestController
class OperationLookup {

    private static final int MAX = 1_000;

    private final OperationStore operations;

    OperationLookup(OperationStore operations) {
        this.operations = operations;
    }

    @GetMapping(path = "/v1/operations", params = "id")
    OperationView one(@RequestParam String id) {
        return operations
                .find(id)
                .map(OperationView::of)
                .orElseThrow(() -> ApiProblem.notFound(
                        "operation: %s (expected: one that was claimed)".formatted(id),
                        "GET /v1/operations?status=IN_PROGRESS lists those that are under way"));
    }

    @GetMapping("/v1/operations")
    List<OperationView> list(
            @RequestParam(defaultValue = "IN_PROGRESS") LongRunningOperation.Status status,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(defaultValue = "100") String limit) {
        return operations.list(status, kind, RequestParameters.limit(limit, MAX)).stream()
                .map(OperationView::of)
                .toList();
    }
}
