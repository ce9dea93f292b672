package dev.gapless.capture.connection;

import dev.gapless.connector.manifest.part.NetworkRule;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Opens connections. */
public interface WebSocketConnector {

    /**
     * @param headers of the handshake; they may hold a secret
     * @param rule which addresses the source may have
     * @param maxMessageBytes a longer message ends the connection
     * @param timeout until the handshake is done, for each of the host's addresses
     */
    record ConnectRequest(
            URI uri, Map<String, String> headers, NetworkRule rule, int maxMessageBytes, Duration timeout) {
        public ConnectRequest {
            headers = Map.copyOf(headers);
        }

        boolean secure() {
            return "wss".equalsIgnoreCase(uri.getScheme());
        }

        int port() {
            return uri.getPort() > 0 ? uri.getPort() : secure() ? 443 : 80;
        }

        /** Without the headers. */
        @Override
        public String toString() {
            return uri.getScheme() + "://" + uri.getAuthority();
        }
    }

    /**
     * Blocks until the handshake is done. The listener hears nothing unless the answer is
     * {@link ConnectResult.Connected}.
     */
    ConnectResult connect(ConnectRequest call, WebSocketConnection.Listener listener) throws InterruptedException;
}
