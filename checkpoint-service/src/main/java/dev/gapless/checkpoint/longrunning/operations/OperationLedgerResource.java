package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationAdvanceRequest;
import dev.gapless.common.operation.OperationClaimRequest;
import dev.gapless.common.operation.OperationEndRequest;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Operations for the other services whose replicas run them. */
@RestController
class OperationLedgerResource {

    private static final Logger LOG = LoggerFactory.getLogger(OperationLedgerResource.class);

    private final OperationStore operations;

    OperationLedgerResource(OperationStore operations) {
        this.operations = operations;
    }

    /** 409 names the one in the way. */
    @PostMapping("/internal/v1/operations:start")
    @ResponseStatus(HttpStatus.CREATED)
    LongRunningOperation start(@RequestBody OperationRequest request) {
        requireJson(request.parameters());
        return switch (operations.start(request)) {
            case OperationStart.Accepted(LongRunningOperation started) -> started;
            case OperationStart.Refused(LongRunningOperation other) ->
                throw OperationStarter.conflict(other, CallerSources.ALL);
        };
    }

    /** Parameters are part of later answers as they are. */
    private static void requireJson(String parameters) {
        try {
            if (JsonMapper.shared().readTree(parameters).isObject()) {
                return;
            }
        } catch (JacksonException e) {
            LOG.debug("operation-parameters-unreadable", e);
        }
        throw ApiProblem.unprocessable(
                "parameters: no JSON object (expected: one, as a text)", "Send the parameters that the kind takes.");
    }

    /** 204 when nothing of the kind waits. */
    @PostMapping("/internal/v1/operations:claim")
    ResponseEntity<LongRunningOperation> claim(@RequestBody OperationClaimRequest request) {
        return operations
                .claim(request.kind(), request.owner(), Duration.ofMillis(request.leaseMillis()))
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** 409 when the claim is lost. */
    @PostMapping("/internal/v1/operations:advance")
    OperationState advance(@RequestBody OperationAdvanceRequest request) {
        return operations
                .advance(request.id(), request.token(), Duration.ofMillis(request.leaseMillis()), request.progress())
                .orElseThrow(() -> lost(request.id(), request.token()));
    }

    /** 409 when the claim is lost. */
    @PostMapping("/internal/v1/operations:end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@RequestBody OperationEndRequest request) {
        if (!operations.end(request.id(), request.token(), request.outcome())) {
            throw lost(request.id(), request.token());
        }
    }

    private static ErrorResponseException lost(UUID id, long token) {
        return ApiProblem.conflict(
                "token: %d of operation %s (expected: the token of a claim whose lease has not run out)"
                        .formatted(token, id),
                "stop: nothing was written, and another replica may run it by now");
    }
}
