package dev.gapless.common.platform;

import java.util.Optional;

/** Knows the tokens that operators made. */
@FunctionalInterface
public interface ApiTokenFinder {

    /** Who shows a token. */
    record KnownCaller(String name, CallerRole role) {}

    /**
     * @param digest SHA-256 of the token, in hexadecimal digits
     * @return empty for one that is unknown, revoked or expired
     * @throws RuntimeException when it cannot be looked up
     */
    Optional<KnownCaller> find(String digest);
}
