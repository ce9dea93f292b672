package dev.gapless.common.message;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which streams of an account to capture. Its key is {@code source/account}; a record without a value ends the capture.
 *
 * @param revision grows with each change of the account or of its source's manifest
 * @param accountRevision grows with each change of the account alone; null when an older scheduler does not tell it
 */
public record CaptureAssignment(
        String source,
        String account,
        List<String> streams,
        long revision,
        @Nullable Long accountRevision) {

    /** One that does not tell changes of the account from those of the manifest. */
    public CaptureAssignment(String source, String account, List<String> streams, long revision) {
        this(source, account, streams, revision, null);
    }

    public CaptureAssignment {
        streams = List.copyOf(streams);
    }

    /** True when a capture by this assignment is one by the other too: only the manifest has another revision. */
    public boolean asksTheSameAs(CaptureAssignment other) {
        return key().equals(other.key())
                && streams.equals(other.streams)
                && Objects.equals(accountRevision, other.accountRevision)
                && (accountRevision != null || revision == other.revision);
    }

    public String key() {
        return source + "/" + account;
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CaptureAssignment fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, CaptureAssignment.class);
    }
}
