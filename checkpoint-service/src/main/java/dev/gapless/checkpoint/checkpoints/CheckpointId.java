package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.position.StreamId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose checkpoint it is.
 *
 * @param stream null for a checkpoint of the account as a whole
 * @param processor who works there: a name of its own for each kind of work
 */
record CheckpointId(String source, String account, @Nullable String stream, String processor) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    public CheckpointId {
        String key = new StreamId(source, account, stream == null ? "any" : stream).key();
        if (!NAME.matcher(processor).matches()) {
            throw new IllegalArgumentException(
                    "processor: '%s' at %s (expected: %s)".formatted(processor, key, NAME.pattern()));
        }
    }

    public static CheckpointId of(StreamId stream, String processor) {
        return new CheckpointId(stream.source(), stream.account(), stream.stream(), processor);
    }

    /** What it is about: {@code source/account} or {@code source/account/stream}. */
    public String entity() {
        String key = source + "/" + account;
        return stream == null ? key : key + "/" + stream;
    }

    /** The resource whose lease its writers hold. */
    public String resource() {
        return "checkpoint:" + processor + ":" + entity();
    }

    /** The table's word for {@link #stream()}. */
    public String streamColumn() {
        return stream == null ? "" : stream;
    }

    @Override
    public String toString() {
        return processor + "@" + entity();
    }
}
