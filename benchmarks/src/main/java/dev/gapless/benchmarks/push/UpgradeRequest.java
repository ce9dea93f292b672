package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** The HTTP request that begins a WebSocket connection. */
final class UpgradeRequest {

    private UpgradeRequest() {}

    /**
     * @param subprotocol empty for none
     * @param headers more lines of the head
     */
    static byte[] of(String path, String subprotocol, String... headers) {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13"));
        if (!subprotocol.isEmpty()) {
            lines.add("Sec-WebSocket-Protocol: " + subprotocol);
        }
        lines.addAll(List.of(headers));
        lines.add("");
        lines.add("");
        return String.join("\r\n", lines).getBytes(ISO_8859_1);
    }
}
