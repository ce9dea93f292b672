package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.checkpoints.CheckpointIds;
import dev.gapless.checkpoint.problems.ApiProblem;
import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.checkpoint.progress.ProgressLine.Shown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes progress in, and shows what was told. */
@RestController
class ProgressResource {

    private static final int MAX = 1_000;
    private static final int MAX_NOTE = 1_000;
    private static final Duration LONG = Duration.ofDays(30);

    /** @param id of the teller, so that a request that is sent again tells nothing new; null for one of ours */
    record Told(
            @Nullable UUID id,
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream,
            @Nullable String processor,
            long token,
            long done,
            @Nullable Long expected,
            @Nullable String note,
            @Nullable Instant at) {

        ProgressMark mark(Instant now) {
            if (done < 0 || (expected != null && expected < 0)) {
                throw ApiProblem.unprocessable(
                        "done: %d, expected: %s (expected: none below 0)".formatted(done, expected), "count items");
            }
            if (note != null && (note.length() > MAX_NOTE || note.indexOf('\0') >= 0)) {
                throw ApiProblem.unprocessable(
                        "note: %d characters (expected: at most %d, none of them U+0000)"
                                .formatted(note.length(), MAX_NOTE),
                        "what is remembered for the work belongs into the checkpoint's state");
            }
            if (at != null && Duration.between(at, now).abs().compareTo(LONG) > 0) {
                throw ApiProblem.unprocessable(
                        "at: %s (expected: at most %d days from now)".formatted(at, LONG.toDays()),
                        "tell when it was, or leave it out for now");
            }
            return new ProgressMark(
                    id == null ? UUID.randomUUID() : id,
                    CheckpointIds.of(source, account, stream, processor),
                    token,
                    done,
                    expected,
                    note,
                    at == null ? now : at);
        }
    }

    record Batch(List<Told> marks) {}

    private final ProgressBuffer buffer;
    private final CheckpointProgressView view;
    private final Clock clock;

    ProgressResource(ProgressBuffer buffer, CheckpointProgressView view, Clock clock) {
        this.buffer = buffer;
        this.view = view;
        this.clock = clock;
    }

    /** 202: it is kept within the wait, unless this process crashes. */
    @PostMapping("/internal/v1/checkpoints:progress")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void progress(@RequestBody Batch batch) {
        if (batch.marks().size() > MAX) {
            throw ApiProblem.tooLarge(
                    "marks: %d (expected: at most %d)".formatted(batch.marks().size(), MAX), "send them in parts");
        }
        Instant now = clock.instant();
        if (!buffer.offer(batch.marks().stream().map(told -> told.mark(now)).toList())) {
            throw ApiProblem.unavailable(
                    "marks wait to be kept (expected: room for these)", "send the latest again in some seconds");
        }
    }

    @GetMapping("/v1/checkpoints:progress")
    List<Shown> told(
            @RequestParam String source,
            @RequestParam String account,
            @RequestParam(required = false) @Nullable String stream,
            @RequestParam String processor,
            @RequestParam(defaultValue = "100") String limit) {
        return view.of(CheckpointIds.of(source, account, stream, processor), RequestParameters.limit(limit, MAX));
    }
}
