package dev.gapless.processor.replay;

import dev.gapless.common.platform.CatalogUnavailableException;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.capturedlog.RecordSelection;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The operators' door to replays. */
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
                throw refusal(HttpStatus.UNPROCESSABLE_CONTENT, "source: absent (expected: one)", "name the source");
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

    ReplayResource(ReplayService replays) {
        this.replays = replays;
    }

    @PostMapping(path = "/v1/replays", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void replay(@RequestBody Asked asked, HttpServletResponse response) throws IOException, InterruptedException {
        ReplaySummary replay = run(asked.selection(), Boolean.FALSE.equals(asked.dryRun()));
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        ReplayLines.write(replay, response.getOutputStream());
    }

    private ReplaySummary run(RecordSelection selection, boolean apply) throws InterruptedException {
        try {
            return replays.run(selection, apply)
                    .orElseThrow(() ->
                            refusal(HttpStatus.CONFLICT, "another replay is running here", "wait until it has ended"));
        } catch (TooManyItemsException e) {
            throw refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "the range holds " + e.getMessage(),
                    "choose a shorter period or one account, or raise gapless.processor.replay.most-items");
        } catch (HeldItemsUnavailableException | CatalogUnavailableException | KafkaException e) {
            throw refusal(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    String.valueOf(e.getMessage()),
                    "ask again; what was sent already is applied and no difference any more");
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
