package dev.gapless.processor.fakes;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SourceSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of the form {@code position|version|operation|text}. {@code bug} makes it throw, {@code other} is
 * another item, anything else is unreadable.
 */
public final class FakeConnector implements Connector {

    private final UnaryOperator<String> mapping;

    /** @param mapping of the fourth part to the item's text: what a manifest says */
    public FakeConnector(UnaryOperator<String> mapping) {
        this.mapping = mapping;
    }

    @Override
    public ExtractionResult extract(CapturedRecord captured) {
        String text = new String(captured.value(), StandardCharsets.UTF_8);
        if (text.equals("bug")) {
            throw new IllegalStateException("a bug of the connector");
        }
        String[] parts = text.split("\\|", -1);
        if (parts.length != 4) {
            return new ExtractionResult.Unreadable("fake-form", "%d parts".formatted(parts.length), "send four");
        }
        ItemOperation operation = ItemOperation.valueOf(parts[2]);
        byte[] canonical = operation == ItemOperation.DELETE ? null : json(captured.itemId(), mapping.apply(parts[3]));
        return new ExtractionResult.Item(
                parts[3].equals("other") ? "another" : captured.itemId(),
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                operation,
                canonical == null ? new byte[32] : sha256(canonical),
                canonical);
    }

    private static byte[] json(String id, String text) {
        return "{\"id\":\"%s\",\"text\":\"%s\"}".formatted(id, text).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SourceSpec spec() {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public LiveSession session(String account) {
        throw new UnsupportedOperationException("not needed here");
    }
}
