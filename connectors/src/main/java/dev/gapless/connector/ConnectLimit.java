package dev.gapless.connector;

import java.time.Duration;

/**
 * How many live connections may be begun.
 *
 * @param count at least 1
 * @param per no more than {@code count} in any such time
 */
public record ConnectLimit(int count, Duration per) {

    /** For sources that do not say: as many as neither side notices when all accounts come back together. */
    public static final ConnectLimit DEFAULT = new ConnectLimit(50, Duration.ofSeconds(1));
}
