package dev.gapless.connector.extraction;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A content-addressable archive of version 1: blocks of DAG-CBOR, each under the identifier that its own digest makes.
 * Blocks under another kind of identifier, and blocks that are not what their identifier says, are not there.
 */
final class BlockArchive {

    /** Version 1, DAG-CBOR, SHA-256, 32 bytes. */
    private static final byte[] PREFIX = {1, 0x71, 0x12, Sha256Digest.LENGTH};

    private static final int IDENTIFIER = PREFIX.length + Sha256Digest.LENGTH;

    private record Block(int from, int length) {}

    private final byte[] archive;
    private final Map<String, Block> blocks;

    /** What was asked for once; many events may link to one block. */
    private final Map<String, Optional<JsonNode>> decoded = new HashMap<>();

    private BlockArchive(byte[] archive, Map<String, Block> blocks) {
        this.archive = archive;
        this.blocks = blocks;
    }

    /** @param member as DAG-CBOR's byte strings are told */
    static BlockArchive of(JsonNode member) {
        try {
            byte[] archive =
                    Base64.getDecoder().decode(member.path(DagCborReader.BYTES).asString(""));
            return new BlockArchive(archive, blocks(archive));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            // cut off, or no archive: what it would have held is not there, which the event's reader tells
            return new BlockArchive(new byte[0], Map.of());
        }
    }

    private static Map<String, Block> blocks(byte[] bytes) {
        ByteBuffer archive = ByteBuffer.wrap(bytes);
        Map<String, Block> blocks = new HashMap<>();
        skip(archive, length(archive));
        while (archive.hasRemaining()) {
            int length = length(archive);
            int start = archive.position();
            skip(archive, length);
            if (length > IDENTIFIER && Arrays.equals(bytes, start, start + PREFIX.length, PREFIX, 0, PREFIX.length)) {
                blocks.put(
                        DagCborReader.identifier(bytes, start, start + IDENTIFIER),
                        new Block(start + IDENTIFIER, length - IDENTIFIER));
            }
        }
        return blocks;
    }

    private static void skip(ByteBuffer archive, int length) {
        archive.position(archive.position() + length);
    }

    /** Seven bits a byte, the lowest first. */
    private static int length(ByteBuffer archive) {
        int length = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int next = archive.get();
            length |= (next & 127) << shift;
            if (next >= 0) {
                return length;
            }
        }
        throw new IllegalArgumentException("a length beyond all bounds");
    }

    /** What the block under that identifier means; null when the archive has no sound one. */
    @Nullable
    JsonNode block(String identifier) {
        return decoded.computeIfAbsent(identifier, name -> Optional.ofNullable(decode(name)))
                .orElse(null);
    }

    private @Nullable JsonNode decode(String identifier) {
        Block block = blocks.get(identifier);
        if (block == null) {
            return null;
        }
        byte[] content = Arrays.copyOfRange(archive, block.from(), block.from() + block.length());
        byte[] digest = Sha256Digest.of(content);
        if (!Arrays.equals(digest, 0, digest.length, archive, block.from() - digest.length, block.from())) {
            return null;
        }
        try {
            List<JsonNode> values = DagCborReader.read(content, 2);
            return values.size() == 1 ? values.getFirst() : null;
        } catch (JacksonException | IllegalArgumentException e) {
            // its message quotes the bytes
            return null;
        }
    }
}
