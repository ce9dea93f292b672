package dev.gapless.live.socket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The extension {@code permessage-deflate} (RFC 7692), without a memory of earlier messages on either side. So a
 * compressed frame is the same for all connections, and no connection keeps a window.
 */
final class MessageDeflate {

    /** What the handshake answers to an offer. */
    static final String AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /** The bit of a frame's first byte that tells that the message is compressed. */
    static final int COMPRESSED = 0x40;

    /** A shorter payload is sent as it is. */
    static final int LEAST_BYTES = 1_024;

    private static final String NAME = "permessage-deflate";
    private static final String LARGEST_WINDOW = "15";

    /** What a client's window may be, in bits. */
    private static final Pattern WINDOW = Pattern.compile("[89]|1[0-5]");

    private static final Pattern QUOTED = Pattern.compile("^\"([^\"]*)\"$");
    private static final int CHUNK = 8_192;

    /** What a flushed stream ends with. It is not sent. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private MessageDeflate() {}

    /** True when one of a client's offers can be agreed to. */
    static boolean isOffered(List<String> offers) {
        return offers.stream().anyMatch(MessageDeflate::isAgreeable);
    }

    private static boolean isAgreeable(String offer) {
        String[] parts = offer.split(";", -1);
        Set<String> names = new HashSet<>();
        return NAME.equals(parts[0].strip())
                && Arrays.stream(parts).skip(1).allMatch(each -> {
                    String[] pair = each.toLowerCase(Locale.ROOT).split("=", -1);
                    return names.add(pair[0].strip()) && isParameter(pair);
                });
    }

    /** A window that is smaller than the largest cannot be asked of Java's deflater. */
    private static boolean isParameter(String[] pair) {
        String value = pair.length == 2 ? QUOTED.matcher(pair[1].strip()).replaceFirst("$1") : "";
        return switch (pair[0].strip()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> pair.length == 1;
            case "client_max_window_bits" ->
                pair.length == 1 || WINDOW.matcher(value).matches();
            case "server_max_window_bits" -> value.equals(LARGEST_WINDOW);
            default -> false;
        };
    }

    /** Empty when the payload is short, or would not become shorter. */
    static Optional<byte[]> deflate(byte[] payload) {
        if (payload.length < LEAST_BYTES) {
            return Optional.empty();
        }
        byte[] deflated = new byte[payload.length];
        int length = 0;
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(payload);
            while (length < deflated.length) {
                int more = deflater.deflate(deflated, length, deflated.length - length, Deflater.SYNC_FLUSH);
                if (more == 0) {
                    break;
                }
                length += more;
            }
        }
        // without room left the end may be missing
        return length < deflated.length ? Optional.of(Arrays.copyOf(deflated, length - TAIL.length)) : Optional.empty();
    }

    /**
     * @param most bytes of the message, at most; nothing is made beyond
     * @throws FrameException when the message is longer, or not deflated
     */
    static byte[] inflate(byte[] payload, long most) throws FrameException {
        try (Inflater inflater = new Inflater(true)) {
            ByteArrayOutputStream message = new ByteArrayOutputStream(Math.min(CHUNK, 4 * payload.length + 1));
            byte[] chunk = new byte[CHUNK];
            for (byte[] part : List.of(payload, TAIL)) {
                inflater.setInput(part);
                for (int more = inflater.inflate(chunk); more > 0; more = inflater.inflate(chunk)) {
                    if (more > most - message.size()) {
                        throw new FrameException(
                                SocketCloseReason.TOO_LARGE, "a message of more than %d bytes".formatted(most));
                    }
                    message.write(chunk, 0, more);
                }
            }
            if (inflater.needsDictionary() || (inflater.getRemaining() > 0 && !inflater.finished())) {
                throw new FrameException(SocketCloseReason.FRAME_INVALID, "a message that is not deflated");
            }
            return message.toByteArray();
        } catch (DataFormatException e) {
            FrameException refused =
                    new FrameException(SocketCloseReason.FRAME_INVALID, "a message that is not deflated");
            refused.initCause(e);
            throw refused;
        }
    }
}
