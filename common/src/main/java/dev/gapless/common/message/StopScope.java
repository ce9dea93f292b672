package dev.gapless.common.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a stop.
 *
 * @param source with SOURCE, ACCOUNT and STREAM, else null
 * @param account with ACCOUNT and STREAM, else null
 * @param stream with STREAM, else null
 */
public record StopScope(
        ScopeKind kind,
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream) {

    /** How wide a scope is. */
    public enum ScopeKind {
        /** Every upstream call of every account. */
        ALL,

        /** All accounts of one source. */
        SOURCE,

        /** All streams of one account. */
        ACCOUNT,

        /** One stream of one account. */
        STREAM,

        /** Mining of every account; capture goes on. */
        MINING,

        /** Capture of every account; mining goes on. */
        CAPTURE
    }

    /** @throws IllegalArgumentException when a name is missing that the kind needs, or given that it does not have */
    public StopScope {
        require(source, "source", kind == ScopeKind.SOURCE || kind == ScopeKind.ACCOUNT || kind == ScopeKind.STREAM);
        require(account, "account", kind == ScopeKind.ACCOUNT || kind == ScopeKind.STREAM);
        require(stream, "stream", kind == ScopeKind.STREAM);
    }

    private static void require(@Nullable String value, String name, boolean wanted) {
        if (wanted && (value == null || value.isBlank())) {
            throw new IllegalArgumentException("%s: missing (expected: its name)".formatted(name));
        }
        if (!wanted && value != null) {
            throw new IllegalArgumentException("%s: %s (expected: nothing with this scope)".formatted(name, value));
        }
    }

    /** True when the scope is everything, or names this stream. Of MINING and CAPTURE the caller knows the path. */
    public boolean names(String streamSource, String streamAccount, String streamName) {
        return switch (kind) {
            case ALL, MINING, CAPTURE -> true;
            case SOURCE -> Objects.equals(source, streamSource);
            case ACCOUNT -> Objects.equals(source, streamSource) && Objects.equals(account, streamAccount);
            case STREAM ->
                Objects.equals(source, streamSource)
                        && Objects.equals(account, streamAccount)
                        && Objects.equals(stream, streamName);
        };
    }
}
