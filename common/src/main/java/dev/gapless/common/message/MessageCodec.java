package dev.gapless.common.message;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Small messages as JSON, so that an operator can read a topic; batches as CBOR. Unknown fields are a newer sender's:
 * ignored.
 */
final class MessageCodec {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private MessageCodec() {}

    static byte[] write(Object message) {
        return JSON.writeValueAsBytes(message);
    }

    static <T> T read(byte[] bytes, Class<T> type) {
        return read(JSON, bytes, type);
    }

    static byte[] writeBinary(Object message) {
        return CBOR.writeValueAsBytes(message);
    }

    static <T> T readBinary(byte[] bytes, Class<T> type) {
        return read(CBOR, bytes, type);
    }

    private static <T> T read(ObjectMapper mapper, byte[] bytes, Class<T> type) {
        try {
            T value = mapper.readValue(bytes, type);
            if (value == null) {
                throw new UnreadableMessageException(
                        "%s: null".formatted(type.getSimpleName()), new NullPointerException());
            }
            return value;
        } catch (JacksonException e) {
            throw new UnreadableMessageException("not a %s".formatted(type.getSimpleName()), e);
        }
    }
}
