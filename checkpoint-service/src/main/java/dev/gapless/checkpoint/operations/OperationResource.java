package dev.gapless.checkpoint.operations;

import dev.gapless.checkpoint.leases.LeaseRules;
import dev.gapless.checkpoint.problems.ApiProblem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Operations for the services that carry them out. */
@RestController
class OperationResource {

    private static final int MAX_ERROR = 2_000;

    record Ask(
            @Nullable String kind,
            @Nullable String source,
            @Nullable String account,
            @Nullable String item,
            long version,
            String owner,
            double seconds) {

        OperationId id() {
            try {
                return new OperationId(word(kind), word(source), word(account), word(item), version);
            } catch (IllegalArgumentException e) {
                throw ApiProblem.unprocessable(
                        String.valueOf(e.getMessage()), "name kind, source, account, item and version");
            }
        }

        private static String word(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    record Next(String kind, String owner, double seconds) {}

    record Renewal(String id, long token, double seconds) {}

    record Completion(String id, long token, @Nullable JsonNode result) {}

    record Failure(String id, long token, @Nullable String error) {}

    private final OperationStore operations;

    OperationResource(OperationStore operations) {
        this.operations = operations;
    }

    /**
     * 200 both for who has it now and, with status {@code COMPLETED}, for who gets the earlier result; 409 while held.
     */
    @PostMapping("/internal/v1/operations:claim")
    OperationView claim(@RequestBody Ask ask) {
        OperationId id = ask.id();
        String owner = LeaseRules.name("owner", ask.owner());
        return switch (operations.claim(id, owner, LeaseRules.duration(ask.seconds()))) {
            case ClaimResult.Mine(LongRunningOperation mine) -> OperationView.of(mine);
            case ClaimResult.Done(LongRunningOperation before) -> OperationView.of(before);
            case ClaimResult.Leased(String holder, Instant expiresAt) -> throw held(id, holder, expiresAt);
        };
    }

    /** 204 when nothing of the kind waits. */
    @PostMapping("/internal/v1/operations:next")
    ResponseEntity<OperationView> next(@RequestBody Next next) {
        String owner = LeaseRules.name("owner", next.owner());
        return operations
                .next(LeaseRules.name("kind", next.kind()), owner, LeaseRules.duration(next.seconds()))
                .map(OperationView::of)
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.status(HttpStatus.NO_CONTENT).build());
    }

    @PostMapping("/internal/v1/operations:renew")
    OperationView renew(@RequestBody Renewal renewal) {
        return operations
                .renew(renewal.id(), renewal.token(), LeaseRules.duration(renewal.seconds()))
                .map(OperationView::of)
                .orElseThrow(() -> lost(renewal.id(), renewal.token()));
    }

    @PostMapping("/internal/v1/operations:complete")
    OperationView complete(@RequestBody Completion completion) {
        JsonNode result = completion.result();
        return operations
                .complete(completion.id(), completion.token(), result == null ? null : result.toString())
                .map(OperationView::of)
                .orElseThrow(() -> lost(completion.id(), completion.token()));
    }

    @PostMapping("/internal/v1/operations:fail")
    OperationView fail(@RequestBody Failure failure) {
        String error = failure.error() == null ? "" : failure.error();
        return operations
                .fail(
                        failure.id(),
                        failure.token(),
                        error.substring(0, Math.min(error.length(), MAX_ERROR)).replace('\0', ' '))
                .map(OperationView::of)
                .orElseThrow(() -> lost(failure.id(), failure.token()));
    }

    private static ErrorResponseException held(OperationId id, String holder, Instant expiresAt) {
        ErrorResponseException refusal = ApiProblem.conflict(
                "operation %s is held by %s until %s (expected: one that nobody is at)"
                        .formatted(id, holder, expiresAt),
                "leave it to them, or ask again then");
        refusal.getBody().setProperty("holder", holder);
        refusal.getBody().setProperty("expiresAt", expiresAt);
        return refusal;
    }

    private static ErrorResponseException lost(String id, long token) {
        return ApiProblem.conflict(
                "token: %d of operation %s (expected: that of a claim whose lease has not run out)"
                        .formatted(token, id),
                "stop: nothing was written. Claim it again: another may have done it by now");
    }
}
