package dev.gapless.capture.connection;

import dev.gapless.common.connector.manifest.part.NetworkRule;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Opens connections. */
public interface Dialler {

    /**
     * @param headers of the handshake; they may hold a secret
     * @param rule which addresses the source may have
     * @param maxMessageBytes a longer message ends the connection
     */
    record Call(URI uri, Map<String, String> headers, NetworkRule rule, int maxMessageBytes, Duration timeout) {
        public Call {
            headers = Map.copyOf(headers);
        }
    }

    /** Blocks until the handshake is done. */
    Link dial(Call call, Link.Listener listener) throws DialException, InterruptedException;
}
