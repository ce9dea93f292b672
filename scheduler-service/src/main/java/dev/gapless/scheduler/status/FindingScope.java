package dev.gapless.scheduler.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a finding is about.
 *
 * @param source null when it concerns the whole installation
 * @param account the account, or one of several; null when it concerns none
 * @param accounts how many accounts it concerns
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FindingScope(
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        long accounts) {}
