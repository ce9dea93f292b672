package dev.gapless.live.socket;

import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.protocol.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends the messages of one connection in its format. Used by the thread that holds the connection's lock. */
final class SocketSender {

    /** Behind the forms that are not compressed. */
    private static final int COMPRESSED_FORMS = 2;

    private static final byte[] PING = ServerFrame.of(FrameKind.PING, new byte[0]);

    private final ClientSocket socket;
    private final WireFormat format;
    private final FrameKind kind;

    /** Which of the forms of a batch this connection sends. */
    private final int form;

    private final SocketMeters meters;
    private final List<byte[]> held = new ArrayList<>();
    private boolean holding;

    SocketSender(ClientSocket socket, WireFormat format, SocketMeters meters) {
        this.socket = socket;
        this.format = format;
        this.kind = format == WireFormat.JSON ? FrameKind.TEXT : FrameKind.BINARY;
        this.form = (format == WireFormat.JSON ? 0 : 1) + (socket.isCompressing() ? COMPRESSED_FORMS : 0);
        this.meters = meters;
    }

    /** @param message as JSON, of {@link dev.gapless.live.protocol.ServerMessages} */
    void send(byte[] message) throws IOException {
        socket.send(ServerFrame.of(kind, format.write(message)));
    }

    /** Sends changes, and counts them. The frame of one batch is made once for all connections that send it. */
    void send(List<ChannelBatch> batches) throws IOException {
        byte[] frame = batches.size() == 1 ? batches.getFirst().inForm(form, this::frame) : frame(batches);
        if (holding) {
            held.add(frame);
        } else {
            socket.send(frame);
        }
        int changes = 0;
        for (ChannelBatch batch : batches) {
            changes += batch.size();
        }
        meters.sent(changes);
    }

    /** Keeps frames of changes from now on, so that none of them waits for the one before it. */
    void hold() {
        holding = true;
    }

    /** True when {@link #release} has something to send. */
    boolean holdsFrames() {
        return !held.isEmpty();
    }

    /** Sends what was kept in one call, and keeps nothing from now on. */
    void release() throws IOException {
        holding = false;
        if (!held.isEmpty()) {
            byte[][] frames = held.toArray(byte[][]::new);
            held.clear();
            socket.send(frames);
        }
    }

    /** Compressed, if that was agreed on: once for all, so its cost is not each client's. */
    private byte[] frame(ChannelBatch batch) {
        return form < COMPRESSED_FORMS
                ? frame(List.of(batch))
                : ServerFrame.deflated(kind, format.write(List.of(batch)));
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
