package dev.gapless.checkpoint.coverage.consistency;

import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.position.MicrosecondTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reports on a period; without one, on the last 24 hours. */
@RestController
class ConsistencyResource {

    private final ConsistencyReport report;
    private final Clock clock;

    ConsistencyResource(ConsistencyReport report, Clock clock) {
        this.report = report;
        this.clock = clock;
    }

    @GetMapping("/v1/consistency")
    SourceConsistency consistency(
            @RequestParam String source,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Instant end = to == null ? clock.instant() : instant("to", to);
        Instant start = from == null ? end.minus(Duration.ofDays(1)) : instant("from", from);
        if (!start.isBefore(end)) {
            throw ApiProblem.badRequest(
                    "to: %s (expected: after from, which is %s)".formatted(end, start), "name a period by its ends");
        }
        return report.of(source, start, end).stream()
                .findFirst()
                .orElseGet(() -> SourceConsistency.of(source, start, end, 0, 0, 0, 0, 0));
    }

    private static Instant instant(String name, String value) {
        return MicrosecondTime.toInstant(RequestParameters.position(name, value));
    }
}
