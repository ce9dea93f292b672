package dev.gapless.live.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of one connection that reads at once, on the thread that sends. */
final class PlayedSocket implements ClientSocket {

    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final JsonMapper json = new JsonMapper();
    private final Consumer<JsonNode> heard;
    private final BooleanSupplier idle;
    private @Nullable SocketConnection connection;
    private int pings;

    /**
     * @param heard is told each message
     * @param idle whether the client has read all
     */
    PlayedSocket(Consumer<JsonNode> heard, BooleanSupplier idle) {
        this.heard = heard;
        this.idle = idle;
    }

    /** The connection that hears of it when this is closed. */
    void belongsTo(SocketConnection mine) {
        connection = mine;
    }

    int pings() {
        return pings;
    }

    @Override
    public String id() {
        return "1";
    }

    @Override
    public boolean isCompressing() {
        return false;
    }

    @Override
    public boolean isIdle() {
        return idle.getAsBoolean();
    }

    @Override
    public void send(byte[]... frames) {
        for (byte[] frame : frames) {
            hear(frame);
        }
    }

    private void hear(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int kind = Byte.toUnsignedInt(bytes.get());
        int length7 = bytes.get();
        long length = length7 == LENGTH_16
                ? Short.toUnsignedInt(bytes.getShort())
                : length7 == LENGTH_64 ? bytes.getLong() : length7;
        if (bytes.remaining() != length) {
            throw new AssertionError("%d bytes of %d".formatted(bytes.remaining(), length));
        }
        if (kind == PING) {
            pings++;
        } else if (kind == TEXT) {
            heard.accept(json.readTree(UTF_8.decode(bytes).toString()));
        } else {
            throw new AssertionError("a frame of kind " + kind);
        }
    }

    @Override
    public void close(SocketCloseReason reason) {
        SocketConnection mine = connection;
        if (mine != null) {
            mine.lost();
        }
    }

    @Override
    public void end() {
        // nothing is open
    }
}
