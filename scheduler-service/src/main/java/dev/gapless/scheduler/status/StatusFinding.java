package dev.gapless.scheduler.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that fails or waits. What fails for the same reason at many accounts is one finding.
 *
 * @param kind what it concerns, one of a few words, such as {@code live} or {@code gaps}
 * @param scope whom it concerns; its members stand beside the others in JSON
 * @param count how many gaps, polls, captures or records it concerns
 * @param reason why, in words
 * @param since since when; null when that is not known
 * @param until when it is tried next, or goes on; null when no time is set
 * @param remedy what to do, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusFinding(
        StatusSeverity severity,
        String kind,
        @JsonUnwrapped FindingScope scope,
        long count,
        String reason,
        @Nullable Instant since,
        @Nullable Instant until,
        String remedy) {}
