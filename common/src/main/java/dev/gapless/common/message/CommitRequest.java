package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch for {@code POST /v1/items:commit}, in the order in which it is to be decided. CBOR.
 *
 * @param decided what of the captured partitions is decided once these items are; empty when more requests follow
 */
public record CommitRequest(List<Item> items, List<DecidedSpan> decided) {

    /** The rules of all hashes that do not name theirs. */
    public static final int FIRST_RULES = 1;

    /** Of {@link #toBytes()}. */
    public static final String MEDIA_TYPE = "application/vnd.gapless.commit.v3+cbor";

    public CommitRequest {
        items = List.copyOf(items);
        decided = List.copyOf(decided);
    }

    /** A request that tells of no partition. */
    public CommitRequest(List<Item> items) {
        this(items, List.of());
    }

    /** One sighting of an item. */
    public record Item(StreamId streamId, String itemId, Content content, Arrival arrival, LogPosition logPosition) {
        /**
         * One version of the item.
         *
         * @param position where this version stands in its stream
         * @param version the source's own version; 0 where it has none
         * @param hash SHA-256 of the canonical content, without the members that change by themselves; of a delete, 32
         *     zero bytes
         * @param payload canonical JSON, UTF-8; null for a delete
         * @param hashVersion names the rules by which {@code hash} was made; only hashes of the same rules are compared
         * @param volatileHash of the members that change by themselves and are not in {@code hash}; null where there
         *     are none
         */
        @SuppressWarnings("ArrayRecordComponent")
        public record Content(
                long position,
                long version,
                ItemOperation operation,
                byte[] hash,
                byte @Nullable [] payload,
                int hashVersion,
                byte @Nullable [] volatileHash) {

            /** A version whose hash follows the first rules, without members that change by themselves. */
            public Content(
                    long position, long version, ItemOperation operation, byte[] hash, byte @Nullable [] payload) {
                this(position, version, operation, hash, payload, FIRST_RULES, null);
            }

            private Content hashed(int rules, byte @Nullable [] changing) {
                return new Content(position, version, operation, hash, payload, rules, changing);
            }
        }

        /**
         * How the version reached us.
         *
         * @param seenAtMicros when it was received, µs since the epoch
         * @param provenance the live window or mining task it came by
         * @param generation the fork generation its reader knew
         * @param inferred true when the source did not say so itself: a delete that was concluded, or the undoing of
         *     one
         * @param undoCount how often a concluded delete of this version had been undone, as its sender knew; 0 for all
         *     that a source said
         */
        public record Arrival(
                IngestPath path,
                long seenAtMicros,
                String provenance,
                long generation,
                boolean inferred,
                int undoCount) {

            private Arrival withUndoCount(int times) {
                return new Arrival(path, seenAtMicros, provenance, generation, inferred, times);
            }
        }

        public String source() {
            return streamId.source();
        }

        public String account() {
            return streamId.account();
        }

        public String stream() {
            return streamId.stream();
        }

        public long position() {
            return content.position();
        }

        public long version() {
            return content.version();
        }

        public ItemOperation operation() {
            return content.operation();
        }

        public byte[] hash() {
            return content.hash();
        }

        public byte @Nullable [] payload() {
            return content.payload();
        }

        public int hashVersion() {
            return content.hashVersion();
        }

        public byte @Nullable [] volatileHash() {
            return content.volatileHash();
        }

        public IngestPath path() {
            return arrival.path();
        }

        public long seenAtMicros() {
            return arrival.seenAtMicros();
        }

        public String provenance() {
            return arrival.provenance();
        }

        public long generation() {
            return arrival.generation();
        }

        public boolean inferred() {
            return arrival.inferred();
        }

        public int undoCount() {
            return arrival.undoCount();
        }

        public UUID topicId() {
            return logPosition.topicId();
        }

        public int partition() {
            return logPosition.partition();
        }

        public long offset() {
            return logPosition.offset();
        }

        /** The same, off another place in the log. */
        public Item at(LogPosition other) {
            return new Item(streamId, itemId, content, arrival, other);
        }

        /** The same, as of another count of undone deletes. */
        public Item withUndoCount(int times) {
            return new Item(streamId, itemId, content, arrival.withUndoCount(times), logPosition);
        }

        /** The same, hashed by these rules. */
        public Item hashed(int rules, byte @Nullable [] changing) {
            return new Item(streamId, itemId, content.hashed(rules, changing), arrival, logPosition);
        }

        /** True when it brings back what was deleted by inference wrongly. */
        public boolean restores() {
            return arrival.inferred && content.operation != ItemOperation.DELETE;
        }
    }

    public byte[] toBytes() {
        return CommitWriter.write(items, decided);
    }

    /**
     * Reads it as it comes, because it is of megabytes.
     *
     * @param bytes left open
     * @throws UnreadableMessageException when the bytes are not such a message
     * @throws IOException when they do not come
     */
    public static CommitRequest from(InputStream bytes) throws IOException {
        return CommitReader.read(bytes);
    }
}
