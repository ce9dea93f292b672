package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Items as processors send them. */
public final class ItemSightings {

    static final UUID LIVE = new UUID(1, 1);
    static final UUID BACKFILL = new UUID(1, 2);

    private ItemSightings() {}

    /** The first version of a post, seen live. */
    public static Sighting post(String id, long offset) {
        return new Sighting("ann", id, 100, 1, ItemOperation.CREATE, "\"hello\"", IngestPath.LIVE, 0, false, 0, offset);
    }

    /** The same anywhere. */
    static Item post(String account, String source, String stream, String id, long offset) {
        Item post = post(id, offset).of(account).item();
        return new Item(
                new StreamId(source, account, stream),
                id,
                new Item.Content(post.position(), post.version(), post.operation(), post.hash(), post.payload()),
                new Item.Arrival(
                        post.path(), post.seenAtMicros(), post.provenance(), post.generation(), post.inferred(), 0),
                new LogPosition(post.topicId(), post.partition(), offset));
    }

    /** @param content JSON; ignored for a delete */
    public record Sighting(
            String account,
            String id,
            long position,
            long version,
            ItemOperation operation,
            String content,
            IngestPath path,
            long generation,
            boolean inferred,
            int undoCount,
            long offset) {

        public Sighting of(String other) {
            return new Sighting(
                    other, id, position, version, operation, content, path, generation, inferred, undoCount, offset);
        }

        public Sighting at(long other) {
            return new Sighting(
                    account, id, other, version, operation, content, path, generation, inferred, undoCount, offset);
        }

        public Sighting version(long other) {
            return new Sighting(
                    account, id, position, other, operation, content, path, generation, inferred, undoCount, offset);
        }

        public Sighting updated(String other) {
            return new Sighting(
                    account,
                    id,
                    position,
                    version,
                    ItemOperation.UPDATE,
                    other,
                    path,
                    generation,
                    inferred,
                    undoCount,
                    offset);
        }

        public Sighting saying(String other) {
            return new Sighting(
                    account, id, position, version, operation, other, path, generation, inferred, undoCount, offset);
        }

        public Sighting deleted() {
            return new Sighting(
                    account,
                    id,
                    position,
                    version,
                    ItemOperation.DELETE,
                    "",
                    path,
                    generation,
                    inferred,
                    undoCount,
                    offset);
        }

        public Sighting mined() {
            return new Sighting(
                    account,
                    id,
                    position,
                    version,
                    operation,
                    content,
                    IngestPath.MINED,
                    generation,
                    inferred,
                    undoCount,
                    offset);
        }

        public Sighting generation(long other) {
            return new Sighting(
                    account, id, position, version, operation, content, path, other, inferred, undoCount, offset);
        }

        /** Deleted by our inference at exactly this version. */
        public Sighting inferredDelete(long fork) {
            return new Sighting(
                    account, id, position, version, ItemOperation.DELETE, "", path, fork, true, undoCount, offset);
        }

        /** Brought back as it stands here, for the n-th time. */
        public Sighting restored(int times) {
            return new Sighting(
                    account, id, position, version, operation, content, path, generation, true, times, offset);
        }

        /** What we concluded knowing of so many undoings. */
        public Sighting knowing(int times) {
            return new Sighting(
                    account, id, position, version, operation, content, path, generation, inferred, times, offset);
        }

        public Item item() {
            boolean delete = operation == ItemOperation.DELETE;
            byte[] payload = content.getBytes(StandardCharsets.UTF_8);
            return new Item(
                    new StreamId("forum", account, "posts"),
                    id,
                    new Item.Content(
                            position,
                            version,
                            operation,
                            delete ? new byte[32] : sha256(payload),
                            delete ? null : payload,
                            1,
                            null),
                    new Item.Arrival(path, 1_767_225_600_123_457L, "window-1", generation, inferred, undoCount),
                    new LogPosition(path == IngestPath.LIVE ? LIVE : BACKFILL, 0, offset));
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
