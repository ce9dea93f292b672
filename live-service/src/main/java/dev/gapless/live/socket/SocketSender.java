package dev.gapless.live.socket;

import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.protocol.WireFormat;
import java.io.IOException;
import java.util.List;

/** Sends the messages of one connection in its format. Used by the connection's thread alone. */
final class SocketSender {

    private static final byte[] PING = ServerFrame.of(FrameKind.PING, new byte[0]);

    private final ClientSocket socket;
    private final WireFormat format;
    private final FrameKind kind;
    private final int form;
    private final SocketMeters meters;

    SocketSender(ClientSocket socket, WireFormat format, SocketMeters meters) {
        this.socket = socket;
        this.format = format;
        this.kind = format == WireFormat.JSON ? FrameKind.TEXT : FrameKind.BINARY;
        this.form = format == WireFormat.JSON ? 0 : 1;
        this.meters = meters;
    }

    /** @param message as JSON, of {@link dev.gapless.live.protocol.ServerMessages} */
    void send(byte[] message) throws IOException {
        socket.send(ServerFrame.of(kind, format.write(message)));
    }

    /** Sends changes, and counts them. The frame of one batch is made once for all connections that send it. */
    void send(List<ChannelBatch> batches) throws IOException {
        socket.send(batches.size() == 1 ? batches.getFirst().inForm(form, this::frame) : frame(batches));
        int changes = 0;
        for (ChannelBatch batch : batches) {
            changes += batch.size();
        }
        meters.sent(changes);
    }

    private byte[] frame(ChannelBatch batch) {
        return frame(List.of(batch));
    }

    private byte[] frame(List<ChannelBatch> batches) {
        return ServerFrame.of(kind, format.write(batches));
    }

    /** Sends a ping frame, which the client's library answers by itself. */
    void ping() throws IOException {
        socket.send(PING);
    }

    /** Answers a client's ping frame. */
    void pong(byte[] payload) throws IOException {
        socket.send(ServerFrame.of(FrameKind.PONG, payload));
    }
}
