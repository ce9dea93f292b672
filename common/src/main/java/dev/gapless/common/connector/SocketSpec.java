package dev.gapless.common.connector;

import java.time.Duration;

/**
 * The live door.
 *
 * @param url with {@code {account}} where the account's id goes
 * @param heartbeat how often we ask for a sign of life
 * @param silenceLimit without any frame or pong for this long the connection is taken for dead
 * @param protocolPing true when WebSocket ping frames ask for the sign of life; false when the session sends messages
 *     of its own
 * @param maxFrameBytes a longer message closes the connection with code 1009
 */
public record SocketSpec(
        String url, Duration heartbeat, Duration silenceLimit, boolean protocolPing, int maxFrameBytes) {

    public String urlFor(String account) {
        return url.replace("{account}", account);
    }
}
