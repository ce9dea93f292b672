package dev.gapless.processor.replay;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationView;
import dev.gapless.common.platform.IdempotencyKey;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.processor.capturedlog.RecordSelection;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;

/** The operators' path to replays. */
@RestController
class ReplayResource {

    /**
     * @param from received at or after, an instant in UTC
     * @param to received before
     * @param dryRun false to apply; true unless said
     */
    record Asked(
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream,
            @Nullable String from,
            @Nullable String to,
            @Nullable Boolean dryRun) {

        RecordSelection selection() {
            if (source == null) {
                throw refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "source: absent (expected: a source's name)",
                        "name the source");
            }
            try {
                // names that none of ours can have are refused here
                new StreamId(source, account == null ? "any" : account, stream == null ? "any" : stream);
            } catch (IllegalArgumentException e) {
                throw refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT, String.valueOf(e.getMessage()), "write it as it was added");
            }
            Instant first = instant("from", from);
            Instant after = instant("to", to);
            if (!first.isBefore(after)) {
                throw refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "to: %s (expected: after from, which is %s)".formatted(after, first),
                        "name a period by its ends");
            }
            return new RecordSelection(source, account, stream, first, after);
        }
    }

    private final ReplayService replays;
    private final HttpOperationLedger operations;
    private final URI checkpoint;

    /** @param platform names the service that operations are watched at */
    ReplayResource(ReplayService replays, HttpOperationLedger operations, PlatformProperties platform) {
        this.replays = replays;
        this.operations = operations;
        this.checkpoint = platform.checkpointUrl();
    }

    /** The differences as lines; with {@code dryRun: false} 202 with the place of the operation that applies them. */
    @PostMapping("/v1/replays")
    @Nullable
    ResponseEntity<OperationView> replay(
            @RequestBody Asked asked,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @Nullable String shown,
            CallerSources own,
            Principal who,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        RecordSelection selection = asked.selection();
        own.require(selection.source());
        if (Boolean.FALSE.equals(asked.dryRun())) {
            String caller = who.getName();
            return start(selection, own, caller, shown == null ? null : new IdempotencyKey(shown).forwarded(caller));
        }
        ReplaySummary compared = compare(selection);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        ReplayLines.write(compared, response.getOutputStream());
        return null;
    }

    private ResponseEntity<OperationView> start(
            RecordSelection selection, CallerSources own, String who, @Nullable IdempotencyKey key) {
        String target = Stream.of(selection.source(), selection.account(), selection.stream())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("/"));
        try {
            OperationRequest request = new OperationRequest(
                    OperationKind.REPLAY,
                    target,
                    JsonMapper.shared().writeValueAsString(ReplayRequest.of(selection)),
                    who);
            LongRunningOperation started = operations.start(request, key);
            return ResponseEntity.accepted()
                    .location(checkpoint.resolve("/v1/operations/" + started.id()))
                    .body(OperationView.of(started));
        } catch (HttpClientErrorException.Conflict | HttpClientErrorException.UnprocessableContent e) {
            if (own.limited() && e.getStatusCode().value() == HttpStatus.CONFLICT.value()) {
                throw refusal(
                        HttpStatus.CONFLICT,
                        "operation: another one is under way (expected: no other over the same target)",
                        "wait until it has ended; GET /v1/operations lists those of your sources");
            }
            ProblemDetail problem = e.getResponseBodyAs(ProblemDetail.class);
            throw new ErrorResponseException(
                    e.getStatusCode(), problem == null ? ProblemDetail.forStatus(e.getStatusCode()) : problem, e);
        } catch (RestClientException e) {
            throw refusal(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "the checkpoint service does not answer",
                    "list the operations, then ask again: it may have been started");
        }
    }

    private ReplaySummary compare(RecordSelection selection) throws InterruptedException {
        try {
            return replays.compareUnlessBusy(selection)
                    .orElseThrow(() ->
                            refusal(HttpStatus.CONFLICT, "another replay is running here", "wait until it has ended"));
        } catch (TooManyItemsException e) {
            throw refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "the range holds " + e.getMessage(),
                    TooManyItemsException.REMEDY);
        } catch (HeldItemsUnavailableException | CatalogUnavailableException | KafkaException e) {
            throw refusal(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), "ask again");
        }
    }

    private static Instant instant(String name, @Nullable String value) {
        try {
            if (value != null) {
                return Instant.parse(value);
            }
        } catch (DateTimeException e) {
            throw notAnInstant(name, value);
        }
        throw notAnInstant(name, value);
    }

    private static ErrorResponseException notAnInstant(String name, @Nullable String value) {
        return refusal(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "%s: '%s' (expected: an instant in UTC)".formatted(name, value),
                "write it like 2026-01-31T12:00:00Z");
    }

    private static ErrorResponseException refusal(HttpStatus status, String detail, String remedy) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("remedy", remedy);
        return new ErrorResponseException(status, problem, null);
    }
}
