package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationView;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;

/** Answers requests for operations: 202 with the place where one is watched, or 409 naming the one in the way. */
public final class OperationStarter {

    private final OperationStore operations;

    OperationStarter(OperationStore operations) {
        this.operations = operations;
    }

    /** @param own sources that exist for the caller */
    public ResponseEntity<OperationView> start(OperationRequest request, CallerSources own) {
        return switch (operations.start(request)) {
            case OperationStart.Accepted(LongRunningOperation started) ->
                ResponseEntity.accepted()
                        .location(URI.create("/v1/operations/" + started.id()))
                        .body(OperationView.of(started));
            case OperationStart.Refused(LongRunningOperation other) -> throw conflict(other, own);
        };
    }

    /** One of the whole installation, which is in a tenant's way, is not shown to it. */
    static ErrorResponseException conflict(LongRunningOperation other, CallerSources own) {
        if (!own.include(other.request().source())) {
            return ApiProblem.conflict(
                    "operation: one of the installation is under way (expected: no other over the same target)",
                    "Wait until it has ended, or ask an operator of the installation.");
        }
        String owner = other.lease().owner();
        String target = other.request().target();
        ErrorResponseException refusal = ApiProblem.conflict(
                "operation %s, %s of %s, is %s; owner: %s (expected: no other over the same target)"
                        .formatted(
                                other.id(),
                                other.request().kind(),
                                target.isEmpty() ? "everything" : target,
                                other.state(),
                                owner == null ? "none yet" : owner),
                "wait until it has ended, or cancel it: POST /v1/operations/%s:cancel".formatted(other.id()));
        refusal.getBody().setProperty("operation", other.id());
        refusal.getBody().setProperty("owner", owner);
        refusal.getBody().setProperty("requestedBy", other.request().requestedBy());
        return refusal;
    }
}
