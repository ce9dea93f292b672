package dev.gapless.standalone.upstreams;

import dev.gapless.connector.extraction.Sha256Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * A message of a firehose in DAG-CBOR: a header, and a body that tells once whose commit it is. Its operations link to
 * records, which are in an archive beside them.
 */
final class FirehoseFrame {

    private static final CBORMapper CBOR = CBORMapper.builder().build();

    /** Version 1, DAG-CBOR, SHA-256, 32 bytes. */
    private static final byte[] PREFIX = {1, 0x71, 0x12, 32};

    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int LINK = 42;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A commit of two records, the first of them of another collection. */
    static byte[] commit(String account, String key, JsonNode record) {
        byte[] block = CBOR.writeValueAsBytes(record);
        FirehoseFrame archive = new FirehoseFrame();
        archive.bytes.write(1);
        archive.bytes.write(0xa0);
        archive.length(PREFIX.length + 32 + block.length);
        archive.bytes.writeBytes(identifier(block));
        archive.bytes.writeBytes(block);
        FirehoseFrame frame = new FirehoseFrame();
        frame.head(MAP, 2).text("op").head(0, 1).text("t").text("#commit");
        frame.head(MAP, 3).text("who").text(account);
        frame.text("ops").head(LIST, 2).operation("likes", key, block).operation("commits", key, block);
        byte[] blocks = archive.bytes.toByteArray();
        frame.text("blocks").head(BYTES, blocks.length).bytes.writeBytes(blocks);
        return frame.bytes.toByteArray();
    }

    private FirehoseFrame operation(String collection, String key, byte[] block) {
        head(MAP, 3).text("action").text("create").text("path").text(collection + "/" + key);
        text("cid").head(TAG, LINK).head(BYTES, PREFIX.length + 33).bytes.write(0);
        bytes.writeBytes(identifier(block));
        return this;
    }

    private static byte[] identifier(byte[] block) {
        ByteArrayOutputStream identifier = new ByteArrayOutputStream();
        identifier.writeBytes(PREFIX);
        identifier.writeBytes(Sha256Digest.of(block));
        return identifier.toByteArray();
    }

    private FirehoseFrame text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        head(TEXT, utf8.length).bytes.writeBytes(utf8);
        return this;
    }

    private FirehoseFrame head(int kind, int length) {
        if (length < 24) {
            bytes.write(kind << 5 | length);
        } else {
            bytes.write(kind << 5 | 25);
            bytes.write(length >> 8);
            bytes.write(length);
        }
        return this;
    }

    private void length(int length) {
        for (int rest = length; ; rest >>= 7) {
            if (rest < 128) {
                bytes.write(rest);
                return;
            }
            bytes.write((rest & 127) | 128);
        }
    }
}
