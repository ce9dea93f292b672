package dev.gapless.capture.session;

import dev.gapless.capture.connection.CloseReason;
import java.util.Locale;

/**
 * The end of a session.
 *
 * @param detail for logs, without secrets
 * @param atOnce true when there is nothing to wait for before the next one
 * @param healthy true when it lived long enough not to count as a failure
 */
public record SessionEnd(Cause cause, String detail, boolean atOnce, boolean healthy) {

    /** Who wanted it. */
    public enum Cause {
        STOPPED,
        OUTDATED,
        HALTED,
        SILENT,
        RESTARTED,
        NOT_DELIVERED,
        LEDGER,
        CLOSED,
        DROPPED,
        OVERSIZED,
        PROTOCOL,
        NETWORK;

        static Cause of(CloseReason.Cause cause) {
            return switch (cause) {
                case CLOSED -> CLOSED;
                case DROPPED -> DROPPED;
                case OVERSIZED -> OVERSIZED;
                case PROTOCOL -> PROTOCOL;
                case NETWORK -> NETWORK;
            };
        }

        /** Its name in metrics. */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
