package dev.gapless.common.platform;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds tokens that operators made. */
@FunctionalInterface
public interface ApiTokenFinder {

    /**
     * Who shows a token.
     *
     * @param tenant whose callers may use it; {@code *} for the whole installation. Null where it has none
     */
    record KnownCaller(
            String name, CallerRole role, @Nullable String tenant) {}

    /**
     * @param digest SHA-256 of the token, in hexadecimal digits
     * @return empty for one that is unknown, revoked or expired
     * @throws RuntimeException when it cannot be looked up
     */
    Optional<KnownCaller> find(String digest);
}
