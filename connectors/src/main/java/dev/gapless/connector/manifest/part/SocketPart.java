package dev.gapless.connector.manifest.part;

import dev.gapless.connector.ConnectLimit;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code socket: {url, heartbeat, silence-limit, max-frame, connects, ping: {by}}}; the rest of it belongs to the type.
 */
public final class SocketPart {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private enum Ping {
        PROTOCOL,
        MESSAGE
    }

    private SocketPart() {}

    public static SocketSpec read(ManifestSection manifest, NetworkRule network) {
        ManifestSection socket = manifest.section("socket");
        String url = UrlPart.read(socket, "url", "ws", network);
        Duration heartbeat =
                socket.value("heartbeat", QuantityFormats.duration(Duration.ofMillis(100), Duration.ofMinutes(5)));
        Duration silence =
                socket.value("silence-limit", QuantityFormats.duration(Duration.ofMillis(200), Duration.ofHours(1)));
        if (socket.has("heartbeat")
                && socket.has("silence-limit")
                && silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
            socket.problem(
                    "silence-limit",
                    "at least two heartbeats",
                    "one lost answer is not a dead connection; write: silence-limit: "
                            + QuantityFormats.written(heartbeat.multipliedBy(2)));
        }
        int maxFrame = socket.value("max-frame", QuantityFormats.size(KIB, 64 * MIB), 8 * MIB);
        Ping ping = socket.section("ping").value("by", ValueFormats.choice(Ping.PROTOCOL, Ping.class));
        return new SocketSpec(url, heartbeat, silence, ping == Ping.PROTOCOL, maxFrame, connects(socket), true);
    }

    private static ConnectLimit connects(ManifestSection socket) {
        @Nullable ManifestSection connects = socket.optionalSection("connects");
        if (connects == null) {
            return ConnectLimit.DEFAULT;
        }
        long count = connects.value("count", ValueFormats.whole(1, 10_000));
        return new ConnectLimit(
                (int) count,
                connects.value("per", QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofHours(1))));
    }
}
