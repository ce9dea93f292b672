package dev.gapless.common.message;

import java.util.List;

/** One decision per item of the {@link CommitRequest}, in its order. CBOR. */
public record CommitAnswer(List<Decision> decisions) {

    public CommitAnswer {
        decisions = List.copyOf(decisions);
    }

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CommitAnswer fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, CommitAnswer.class);
    }
}
