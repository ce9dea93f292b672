package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
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

    /** Of {@link #toBytes()}. A receiver of the former release refuses it unread. */
    public static final String MEDIA_TYPE = "application/vnd.gapless.commit.v3+cbor";

    public CommitRequest {
        items = List.copyOf(items);
        decided = List.copyOf(decided);
    }

    /** A request that tells of no partition. */
    public CommitRequest(List<Item> items) {
        this(items, List.of());
    }

    /** As the former release writes it, with the names of all members. */
    private record FormerCommitRequest(List<Item> items) {}

    /**
     * One sighting of an item.
     *
     * @param position where this version stands in its stream
     * @param version the source's own version; 0 where it has none
     * @param hash SHA-256 of the canonical content, without the members that change by themselves; of a delete, 32 zero
     *     bytes
     * @param payload canonical JSON, UTF-8; null for a delete
     * @param seenAtMicros when it was received, µs since the epoch
     * @param sighting the live window or mining task it came by
     * @param generation the fork generation its reader knew
     * @param inferred true when the source did not say so itself: a delete that was concluded, or the undoing of one
     * @param revival how often a concluded delete of this version had been undone, as its sender knew; 0 for all that a
     *     source said
     * @param hashVersion names the rules by which {@code hash} was made; only hashes of the same rules are compared
     * @param volatileHash of the members that change by themselves and are not in {@code hash}; null where there are
     *     none
     * @param topicId with {@code partition} and {@code offset}: its {@link LogPosition}
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Item(
            String source,
            String account,
            String stream,
            String itemId,
            long position,
            long version,
            ItemOperation operation,
            byte[] hash,
            byte @Nullable [] payload,
            IngestPath door,
            long seenAtMicros,
            String sighting,
            long generation,
            boolean inferred,
            int revival,
            UUID topicId,
            int partition,
            long offset,
            int hashVersion,
            byte @Nullable [] volatileHash) {

        /** What nobody has undone. */
        public Item(
                String source,
                String account,
                String stream,
                String itemId,
                long position,
                long version,
                ItemOperation operation,
                byte[] hash,
                byte @Nullable [] payload,
                IngestPath door,
                long seenAtMicros,
                String sighting,
                long generation,
                boolean inferred,
                UUID topicId,
                int partition,
                long offset) {
            this(
                    source,
                    account,
                    stream,
                    itemId,
                    position,
                    version,
                    operation,
                    hash,
                    payload,
                    door,
                    seenAtMicros,
                    sighting,
                    generation,
                    inferred,
                    0,
                    topicId,
                    partition,
                    offset,
                    FIRST_RULES,
                    null);
        }

        /** The same, off another place in the log. */
        public Item at(LogPosition other) {
            return with(revival, other, hashVersion, volatileHash);
        }

        @JsonCreator
        static Item of(
                String source,
                String account,
                String stream,
                String itemId,
                long position,
                long version,
                ItemOperation operation,
                byte[] hash,
                byte @Nullable [] payload,
                IngestPath door,
                long seenAtMicros,
                String sighting,
                long generation,
                boolean inferred,
                @Nullable Integer revival,
                UUID topicId,
                int partition,
                long offset,
                @Nullable Integer hashVersion,
                byte @Nullable [] volatileHash) {
            return new Item(
                    source,
                    account,
                    stream,
                    itemId,
                    position,
                    version,
                    operation,
                    hash,
                    payload,
                    door,
                    seenAtMicros,
                    sighting,
                    generation,
                    inferred,
                    revival == null ? 0 : revival,
                    topicId,
                    partition,
                    offset,
                    hashVersion == null ? FIRST_RULES : hashVersion,
                    volatileHash);
        }

        /** The same, as of another revival. */
        public Item revived(int times) {
            return with(times, logPosition(), hashVersion, volatileHash);
        }

        /** The same, hashed by these rules. */
        public Item hashed(int rules, byte @Nullable [] changing) {
            return with(revival, logPosition(), rules, changing);
        }

        private Item with(int times, LogPosition record, int rules, byte @Nullable [] changing) {
            return new Item(
                    source,
                    account,
                    stream,
                    itemId,
                    position,
                    version,
                    operation,
                    hash,
                    payload,
                    door,
                    seenAtMicros,
                    sighting,
                    generation,
                    inferred,
                    times,
                    record.topicId(),
                    record.partition(),
                    record.offset(),
                    rules,
                    changing);
        }

        /** True when it brings back what was buried wrongly. */
        public boolean restores() {
            return inferred && operation != ItemOperation.DELETE;
        }

        public StreamId streamId() {
            return new StreamId(source, account, stream);
        }

        public LogPosition logPosition() {
            return new LogPosition(topicId, partition, offset);
        }
    }

    public byte[] toBytes() {
        return CommitWriter.write(items, decided);
    }

    /** As the former release reads it: longer, and with the names of all members. */
    public byte[] toNamedBytes() {
        return MessageCodec.writeBinary(new FormerCommitRequest(items));
    }

    /**
     * Reads both forms; today's as it comes, for it is of megabytes.
     *
     * @param bytes left open
     * @throws UnreadableMessageException when the bytes are not such a message
     * @throws IOException when they do not come
     */
    public static CommitRequest from(InputStream bytes) throws IOException {
        PushbackInputStream whole = new PushbackInputStream(bytes);
        int first = whole.read();
        if (first < 0) {
            throw new UnreadableMessageException("not a CommitRequest: empty");
        }
        whole.unread(first);
        return CommitReader.reads(first)
                ? CommitReader.read(whole)
                : new CommitRequest(MessageCodec.readBinary(whole.readAllBytes(), FormerCommitRequest.class)
                        .items());
    }
}
