package dev.gapless.testing.tenant;

import java.util.Set;

/**
 * The answer that a caller gets.
 *
 * @param text the body, and all headers but those that differ between any two answers
 */
public record TenantAnswer(int status, String text) {

    /** Headers that differ between any two answers, in lower case. */
    public static final Set<String> VARYING = Set.of("date", "content-length", "connection", "keep-alive");
}
