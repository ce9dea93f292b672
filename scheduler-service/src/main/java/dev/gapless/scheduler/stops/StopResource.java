package dev.gapless.scheduler.stops;

import dev.gapless.common.message.DurablePlace;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopReceipt;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Stops for operators, and the replicas' word on them. */
@RestController
class StopResource {

    private static final int MAX_REASON = 1_000;

    /** Generations are milliseconds, and no calendar of the database reaches further. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final StopService stops;
    private final StopExtent extent;
    private final PlannedCalls calls;
    private final ReceiptLedger receipts;
    private final StopsProperties properties;
    private final DatabaseClock clock;

    StopResource(
            StopService stops,
            StopExtent extent,
            PlannedCalls calls,
            ReceiptLedger receipts,
            StopsProperties properties,
            DatabaseClock clock) {
        this.stops = stops;
        this.extent = extent;
        this.calls = calls;
        this.receipts = receipts;
        this.properties = properties;
        this.clock = clock;
    }

    @PostMapping("/v1/stops")
    @ResponseStatus(HttpStatus.ACCEPTED)
    StopView begin(@RequestBody StopRequest request, CallConditions asked, CallerSources own, Principal caller) {
        StopScope scope = scope(request);
        requireOwn(scope, own);
        StopLevel level = level(request.level());
        if (level == StopLevel.ALL && scope.kind() != ScopeKind.ALL) {
            throw ApiProblem.unprocessable(
                    "level: ALL (expected: INTAKE with the scope %s)".formatted(scope.kind()),
                    "Processors decide records of all sources together: stop intake, or stop everything.");
        }
        String reason = reason(request.reason());
        StopRow begun = calls.call("stop", asked, told -> {
            StopRow stop = stops.begin(scope, level, reason, caller.getName(), own.tenant());
            if (asked.isPlanned()) {
                extent.tell(stop.scope(), stop.level(), told);
                extent.tellOthers(stop.id(), own, told);
            }
            extent.tellFigures(stop.scope(), own, told);
            return stop;
        });
        // behind the commit, so that no replica waits for what only the caller reads
        return stops.view(begun);
    }

    /** A tenant stops what it has, and nothing that others have too. */
    private static void requireOwn(StopScope scope, CallerSources own) {
        if (own.limited() && scope.source() == null) {
            throw ApiProblem.unprocessable(
                    "scope: %s (expected: source, account or stream)".formatted(scope.kind()),
                    "Stop each of your sources. All of them together are stopped by an operator of the installation.");
        }
        own.require(scope.source());
    }

    private static StopScope scope(StopRequest request) {
        try {
            String kind = request.scope() == null ? "" : request.scope().toUpperCase(Locale.ROOT);
            return new StopScope(ScopeKind.valueOf(kind), request.source(), request.account(), request.stream());
        } catch (IllegalArgumentException e) {
            throw ApiProblem.unprocessable(
                    String.valueOf(e.getMessage()),
                    "Give scope as all, source, account, stream, mining or capture, and the names that it needs.");
        }
    }

    private static StopLevel level(@Nullable String level) {
        try {
            return level == null ? StopLevel.INTAKE : StopLevel.valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.unprocessable(
                    "level: %s (expected: intake or all)".formatted(level), "Leave it out to stop intake.");
        }
    }

    private static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON) {
            throw ApiProblem.unprocessable(
                    "reason: %s (expected: 1 to %d characters)"
                            .formatted(reason == null || reason.isBlank() ? "missing" : "too long", MAX_REASON),
                    "Say why, for other operators.");
        }
        return reason;
    }

    @GetMapping("/v1/stops")
    List<StopView> list(@RequestParam(defaultValue = "false") boolean ended, CallerSources own) {
        return stops.list(ended, own);
    }

    @GetMapping("/v1/stops/{id}")
    StopView stop(@PathVariable UUID id, CallerSources own) {
        return stops.find(id.toString(), own).orElseThrow(() -> unknown(id));
    }

    @DeleteMapping("/v1/stops/{id}")
    StopView end(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            CallConditions asked,
            CallerSources own,
            Principal caller) {
        String why = reason(reason);
        return calls.call("end-stop", asked, told -> {
            StopState before = stops.find(id.toString(), own)
                    .orElseThrow(() -> unknown(id))
                    .state();
            if (!stops.isOf(id.toString(), own)) {
                throw ApiProblem.conflict(
                        "stop: %s was requested by the installation (expected: a stop of your tenant)".formatted(id),
                        "Ask an operator of the installation to end it.");
            }
            StopView stop = stops.end(id.toString(), why, caller.getName()).orElseThrow(() -> unknown(id));
            told.effect("stop", id.toString());
            told.effect("ends", before != StopState.ENDED);
            if (asked.isPlanned()) {
                extent.tell(stop.scope(), stop.level(), told);
            }
            extent.tellGaps(stop.scope(), told);
            return stop;
        });
    }

    private static ErrorResponseException unknown(UUID id) {
        return ApiProblem.notFound(
                "stop: %s (expected: the id of a stop)".formatted(id), "GET /v1/stops?ended=true lists them.");
    }

    /** Answers nothing: a replica learns of stops from the topic alone. */
    @PostMapping("/internal/v1/stop-receipts")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void receipt(@RequestBody StopReceipt receipt) {
        requirePossible(receipt);
        if (receipt.leaving()) {
            receipts.forget(receipt);
        } else {
            Instant now = clock.instant();
            long known = receipts.note(receipt, now, now.minus(properties.unheardAfter()));
            if (receipt.generation() > known) {
                stops.obeyed(receipt.generation());
            }
        }
    }

    private static void requirePossible(StopReceipt receipt) {
        DurablePlace durable = receipt.lastDurable();
        if (receipt.generation() > LATEST.toEpochMilli()) {
            throw ApiProblem.unprocessable(
                    "generation: %d (expected: one that was published)".formatted(receipt.generation()),
                    "Send the generation that was read.");
        }
        if (durable != null
                && (durable.at().isBefore(Instant.EPOCH) || durable.at().isAfter(LATEST))) {
            throw ApiProblem.unprocessable(
                    "lastDurable.at: %s (expected: an instant of the years 1970 to 9999)".formatted(durable.at()),
                    "Set the replica's clock.");
        }
    }
}
