package dev.gapless.common.message;

import java.util.List;

/**
 * Which streams of an account to capture. Its key is {@code source/account}; a record without a value ends the capture.
 *
 * @param revision grows with each change of the account or of its source's manifest
 */
public record CaptureAssignment(String source, String account, List<String> streams, long revision) {

    public CaptureAssignment {
        streams = List.copyOf(streams);
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
