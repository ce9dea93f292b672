package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decision per item of the {@link CommitRequest}, in its order. CBOR.
 *
 * @param behind true when the ledger's floor of a partition has not reached where the sender's span begins. The sender
 *     has to ask for the floors and to go on there
 */
public record CommitResponse(List<Decision> decisions, boolean behind) {

    public CommitResponse {
        decisions = List.copyOf(decisions);
    }

    /** The answer to a request that tells of no partition. */
    public CommitResponse(List<Decision> decisions) {
        this(decisions, false);
    }

    @JsonCreator
    static CommitResponse of(List<Decision> decisions, @Nullable Boolean behind) {
        return new CommitResponse(decisions, behind != null && behind);
    }

    public byte[] toBytes() {
        return MessageCodec.writeBinary(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CommitResponse fromBytes(byte[] bytes) {
        return MessageCodec.readBinary(bytes, CommitResponse.class);
    }
}
