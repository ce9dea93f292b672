package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.connector.extraction.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** States as they are stored: canonical JSON and its SHA-256. */
final class StateText {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StateText() {}

    static String of(ObjectNode state) {
        return new String(CanonicalJson.of(state), StandardCharsets.UTF_8);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Empty when it is no longer what was stored, or no object. */
    static Optional<ObjectNode> read(String text, byte[] hash) {
        if (!Arrays.equals(hash(text), hash)) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(text);
            return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** True when nobody can read it, whatever release. */
    public static boolean corrupt(String text, byte[] hash) {
        return read(text, hash).isEmpty();
    }
}
