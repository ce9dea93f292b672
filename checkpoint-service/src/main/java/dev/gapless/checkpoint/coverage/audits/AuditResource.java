package dev.gapless.checkpoint.coverage.audits;

import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes in what audits found. */
@RestController
class AuditResource {

    /**
     * What a miner found when it read a covered range again.
     *
     * @param from first position that was read again
     * @param to first position after
     * @param items how many items were listed there
     * @param missed how many of them were not held
     * @param at when it ended, and with the stream what tells it from others; null for now
     */
    record Audit(
            One stream,
            long from,
            long to,
            long items,
            long missed,
            @Nullable Instant at) {

        long positions() {
            return to - from;
        }
    }

    record One(String source, String account, String stream) {}

    private final CoverageAuditStore audits;
    private final Clock clock;
    private final MeterRegistry meters;

    AuditResource(CoverageAuditStore audits, Clock clock, MeterRegistry meters) {
        this.audits = audits;
        this.clock = clock;
        this.meters = meters;
    }

    @PostMapping("/internal/v1/audits")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void audit(@RequestBody Audit audit) {
        StreamId stream =
                RequestParameters.stream(audit.stream().source(), audit.stream().account(), audit.stream().stream());
        if (audit.positions() < 0 || audit.items() < 0 || audit.missed() < 0 || audit.missed() > audit.items()) {
            throw ApiProblem.unprocessable(
                    "positions: %d, items: %d, missed: %d (expected: none below 0, and missed at most items)"
                            .formatted(audit.positions(), audit.items(), audit.missed()),
                    "count the items listed in the range, and those of them that are not held");
        }
        Instant at = audit.at() == null ? clock.instant() : audit.at();
        if (audits.keep(stream, at, audit.positions(), audit.items(), audit.missed())) {
            meters.counter("gapless.audited.items", "source", stream.source()).increment((double) audit.items());
            meters.counter("gapless.audited.missed", "source", stream.source()).increment((double) audit.missed());
        }
    }
}
