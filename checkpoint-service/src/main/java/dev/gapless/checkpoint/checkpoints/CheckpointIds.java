package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.platform.ApiProblem;
import org.jspecify.annotations.Nullable;

/** Checkpoints as they are named from outside. */
final class CheckpointIds {

    private CheckpointIds() {}

    public static CheckpointId of(
            @Nullable String source, @Nullable String account, @Nullable String stream, @Nullable String processor) {
        try {
            return new CheckpointId(word(source), word(account), stream, word(processor));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(
                    String.valueOf(e.getMessage()),
                    "name source, account, stream (none for the account as a whole) and processor");
        }
    }

    private static String word(@Nullable String value) {
        return value == null ? "" : value;
    }
}
