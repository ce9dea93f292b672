package dev.gapless.live.socket;

import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.protocol.WireFormat;
import java.io.IOException;
import java.util.List;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/** Sends the messages of one connection in its format. Used by the connection's thread alone. */
final class SocketSender {

    private final WebSocketSession session;
    private final WireFormat format;
    private final SocketMeters meters;

    SocketSender(WebSocketSession session, WireFormat format, SocketMeters meters) {
        this.session = session;
        this.format = format;
        this.meters = meters;
    }

    /** @param message as JSON, of {@link dev.gapless.live.protocol.ServerMessages} */
    void send(byte[] message) throws IOException {
        sendFrame(format.write(message));
    }

    /** Sends changes, and counts them. */
    void send(List<ChannelBatch> batches) throws IOException {
        sendFrame(batches.size() == 1 ? format.write(batches.getFirst()) : format.write(batches));
        int changes = 0;
        for (ChannelBatch batch : batches) {
            changes += batch.size();
        }
        meters.sent(changes);
    }

    /** Sends a ping frame, which the client's library answers by itself. */
    void ping() throws IOException {
        session.sendMessage(new PingMessage());
    }

    private void sendFrame(byte[] frame) throws IOException {
        session.sendMessage(format == WireFormat.JSON ? new TextMessage(frame) : new BinaryMessage(frame));
    }
}
