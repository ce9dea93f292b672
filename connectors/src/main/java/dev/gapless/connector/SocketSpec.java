package dev.gapless.connector;

import java.time.Duration;
import java.util.Locale;

/**
 * The live path.
 *
 * @param url with {@code {account}} where the account's id goes, or {@code {account-lower}} for lower case
 * @param heartbeat how often we ask for a sign of life
 * @param silenceLimit without any frame or pong for this long the connection is taken for dead
 * @param protocolPing true when WebSocket ping frames ask for the sign of life; false when the session sends messages
 *     of its own
 * @param maxFrameBytes a longer message closes the connection with code 1009
 * @param connects how many connections may be begun, over all accounts and processes
 * @param confirming false when the source tells nothing that a live window could begin with
 */
public record SocketSpec(
        String url,
        Duration heartbeat,
        Duration silenceLimit,
        boolean protocolPing,
        int maxFrameBytes,
        ConnectLimit connects,
        boolean confirming) {

    /** Of a source without a live path: nothing is connected to, and there is no silence to wait for. */
    public static final SocketSpec NONE =
            new SocketSpec("", Duration.ofSeconds(1), Duration.ZERO, true, 0, ConnectLimit.DEFAULT, true);

    /** A source that does not limit connections. */
    public SocketSpec(String url, Duration heartbeat, Duration silenceLimit, boolean protocolPing, int maxFrameBytes) {
        this(url, heartbeat, silenceLimit, protocolPing, maxFrameBytes, ConnectLimit.DEFAULT, true);
    }

    /** The same, of a source that confirms no subscription and numbers no events. */
    public SocketSpec unconfirmed() {
        return new SocketSpec(url, heartbeat, silenceLimit, protocolPing, maxFrameBytes, connects, false);
    }

    /** The silence limit in whole heartbeats, rounded up. At least 1. */
    public int silentHeartbeats() {
        return (int) Math.max(1, -Math.floorDiv(-silenceLimit.toNanos(), heartbeat.toNanos()));
    }

    public String urlFor(String account) {
        return url.replace("{account}", account).replace("{account-lower}", account.toLowerCase(Locale.ROOT));
    }
}
