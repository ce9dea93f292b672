package dev.gapless.live.protocol;

import dev.gapless.live.history.ChannelBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The format of a connection's messages. The client chooses it by the subprotocol; what they say is the same. */
public enum WireFormat {
    /** One JSON object a text frame. */
    JSON("gapless.v1.json"),
    /** One MessagePack map a binary frame. */
    MESSAGE_PACK("gapless.v1.msgpack");

    private final String protocol;

    WireFormat(String protocol) {
        this.protocol = protocol;
    }

    /** The subprotocol's name. */
    public String protocol() {
        return protocol;
    }

    /** Empty for a subprotocol that this service does not speak. */
    public static Optional<WireFormat> of(@Nullable String protocol) {
        return Arrays.stream(values())
                .filter(format -> format.protocol.equals(protocol))
                .findFirst();
    }

    /** @param json a message of {@link ServerMessages} */
    public byte[] write(byte[] json) {
        return this == JSON ? json : MessagePackCodec.pack(json);
    }

    /** One change is written as {@code change}, several as {@code batch_update}. */
    public byte[] write(List<ChannelBatch> batches) {
        return this == JSON ? ServerMessages.changes(batches) : MessagePackCodec.changes(batches);
    }
}
