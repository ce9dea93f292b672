package dev.gapless.live.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeHistoryTest {

    private static final int PARTITIONS = 3;
    private static final List<ChannelName> CHANNELS =
            List.of(ChannelName.parse("s/a/t"), ChannelName.parse("s/b/t"), ChannelName.parse("s/c/t"));
    private static final List<ChannelName> CHOSEN = List.of(
            ChannelName.parse("s/*/t"),
            ChannelName.parse("*/b/*"),
            ChannelName.parse("s/a/t/item1"),
            ChannelName.parse("s/b/t/item2"));
    private static final ChannelListener NOBODY = channel -> {};

    private final ChangeHistory history = new ChangeHistory(20, 10_000);
    private final List<LoggedChange> all = new ArrayList<>();
    private final long[] next = new long[PARTITIONS];

    /** From any earlier place, memory hands out exactly what came after it, or says that it may not have all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_resume_from_memory_is_whole_or_is_refused(long seed) {
        Random random = new Random(seed);
        history.begin(new LogOffsets("e", next));
        List<LogOffsets> places = new ArrayList<>(List.of(new LogOffsets("e", next)));
        int whole = 0;
        int older = 0;
        for (int round = 0; round < 300; round++) {
            append(random);
            places.add(new LogOffsets("e", next));
            ChannelName channel = anyOf(CHANNELS, random);
            LogOffsets from = places.get(Math.max(0, places.size() - 1 - random.nextInt(40)));
            switch (history.openFrom(channel, from, NOBODY)) {
                case ChannelOpening.Whole(ChannelCursor cursor) -> {
                    whole++;
                    assertThat(readAll(cursor)).as("round %d", round).isEqualTo(after(channel, from));
                    history.close(cursor, NOBODY);
                }
                case ChannelOpening.Older between -> {
                    older++;
                    history.close(between.cursor(), NOBODY);
                }
                default -> throw new AssertionError("neither");
            }
        }
        assertThat(whole).isGreaterThan(50);
        assertThat(older).isGreaterThan(10);
    }

    /** Also of one that is heard for the first time, or again after a while. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void items_and_patterns_are_resumed_whole_or_not_at_all(long seed) {
        Random random = new Random(seed);
        history.begin(new LogOffsets("e", next));
        List<LogOffsets> places = new ArrayList<>(List.of(new LogOffsets("e", next)));
        List<StayingReader> staying = CHOSEN.stream().map(StayingReader::new).toList();
        int whole = 0;
        for (int round = 0; round < 300; round++) {
            append(random);
            places.add(new LogOffsets("e", next));
            staying.forEach(StayingReader::read);
            ChannelName channel = anyOf(CHOSEN, random);
            LogOffsets from = places.get(Math.max(0, places.size() - 1 - random.nextInt(20)));
            ChannelListener listener = new NewListener();
            switch (history.openFrom(channel, from, listener)) {
                case ChannelOpening.Whole(ChannelCursor cursor) -> {
                    whole++;
                    assertThat(readAll(cursor))
                            .as("round %d of %s", round, channel)
                            .isEqualTo(after(channel, from));
                    history.close(cursor, listener);
                }
                case ChannelOpening.Older between -> history.close(between.cursor(), listener);
                default -> throw new AssertionError("neither");
            }
            if (random.nextInt(10) == 0) {
                StayingReader left = staying.get(random.nextInt(staying.size()));
                history.close(left.cursor, NOBODY);
                append(random);
                left.cursor = whole(left.channel, left.cursor.offsets());
                places.add(new LogOffsets("e", next));
            }
        }
        staying.forEach(StayingReader::read);
        assertThat(whole).isGreaterThan(50);
        assertThat(staying)
                .allSatisfy(reader -> assertThat(reader.heard).isEqualTo(after(reader.channel, places.getFirst())));
        assertThat(history.heard()).containsExactlyInAnyOrder(new StreamId("s", "a", "t"), new StreamId("s", "b", "t"));
        staying.forEach(reader -> history.close(reader.cursor, NOBODY));
        assertThat(history.heard()).isEmpty();
    }

    /** From the beginning on. */
    private final class StayingReader {

        final ChannelName channel;
        final Set<String> heard = new HashSet<>();
        ChannelCursor cursor;

        StayingReader(ChannelName channel) {
            this.channel = channel;
            this.cursor = whole(channel, new LogOffsets("e", 0, 0, 0));
        }

        void read() {
            heard.addAll(readAll(cursor));
        }
    }

    private static final class NewListener implements ChannelListener {

        @Override
        public void changed(ChannelName channel) {
            // reads by itself
        }
    }

    private static ChannelName anyOf(List<ChannelName> channels, Random random) {
        return channels.get(random.nextInt(channels.size()));
    }

    /** Before the mend a client of a busy channel was cut off as too slow each time it resumed. */
    @Test
    void a_reader_is_not_overtaken_by_what_it_has() {
        ChannelName channel = CHANNELS.getFirst();
        history.begin(end());
        add(channel, 0, 20);
        ChannelCursor reader = whole(channel, end());
        ChannelCursor behind = whole(channel, new LogOffsets("e", 18, 0, 0));
        add(channel, 20, 5);
        assertThat(found(reader).changes()).hasSize(5);
        assertThat(found(behind).changes()).hasSize(7);
    }

    /** Each opening had looked through all that memory holds. */
    @Test
    void who_begins_at_the_end_has_a_history_of_nothing_that_was_before() {
        ChannelName pattern = CHOSEN.getFirst();
        history.begin(end());
        add(CHANNELS.getFirst(), 0, 10);
        LogOffsets five = new LogOffsets("e", 5, 0, 0);
        assertThat(history.openAtEnd(pattern, NOBODY)).isInstanceOf(ChannelOpening.Whole.class);
        ChannelListener other = new NewListener();
        assertThat(history.openFrom(pattern, five, other)).isInstanceOf(ChannelOpening.Older.class);
        ChannelCursor atEnd = whole(pattern, end());
        add(CHANNELS.getFirst(), 10, 3);
        assertThat(found(atEnd).changes()).hasSize(3);
    }

    @Test
    void a_pattern_too_many_is_refused_until_another_one_ends() {
        history.begin(end());
        ChannelCursor first = whole(ChannelName.parse("s/*/t0"), end());
        for (int each = 1; each < 500; each++) {
            whole(ChannelName.parse("s/*/t" + each), end());
        }
        ChannelName more = ChannelName.parse("s/*/more");
        assertThatThrownBy(() -> history.openAtEnd(more, NOBODY))
                .isInstanceOf(TooManyPatternsException.class)
                .hasMessageContaining("500 patterns are heard");
        assertThatThrownBy(() -> whole(more, new LogOffsets("e", 0, 0, 0)))
                .isInstanceOf(TooManyPatternsException.class);
        assertThat(whole(ChannelName.parse("s/*/t7"), end())).isNotNull();
        assertThat(whole(ChannelName.parse("s/a/t/item"), end())).isNotNull();
        history.close(first, NOBODY);
        assertThat(whole(more, end())).isNotNull();
    }

    /** So that what is sent of it is made once. */
    @Test
    void readers_at_the_same_place_are_handed_the_same_batch_and_others_their_own() {
        ChannelName channel = CHANNELS.getFirst();
        history.begin(end());
        ChannelCursor one = whole(channel, end());
        ChannelCursor other = whole(channel, end());
        ChannelCursor further = whole(channel, new LogOffsets("e", 1, 0, 0));
        add(channel, 0, 3);
        ChannelBatch first = found(one);
        assertThat(found(other)).isSameAs(first);
        assertThat(first.changes()).hasSize(3);
        // it has the first of them
        assertThat(found(further).changes()).isEqualTo(first.changes().subList(1, 3));
        assertThat(other.offsets()).isEqualTo(one.offsets());
        add(channel, 3, 1);
        ChannelBatch second = found(one);
        assertThat(found(other)).isSameAs(second);
        assertThat(found(further)).isSameAs(second);
        assertThat(second.changes()).hasSize(1);
        assertThat(second.offset()).isEqualTo(end().text());
        assertThat(found(one).changes()).isEmpty();
    }

    /** What readers share is kept in memory until the log grows. */
    @Test
    void a_read_of_more_than_64_kilobytes_is_its_readers_own() {
        ChannelName channel = CHANNELS.getFirst();
        for (int length : List.of(65_536, 65_537)) {
            ChangeHistory roomy = new ChangeHistory(20, 1_000_000);
            LogOffsets begin = new LogOffsets("e", 0, 0, 0);
            roomy.begin(begin);
            List<CursorRead> reads = new ArrayList<>();
            List<ChannelCursor> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                if (roomy.openFrom(channel, begin, NOBODY) instanceof ChannelOpening.Whole(ChannelCursor cursor)) {
                    readers.add(cursor);
                }
            }
            roomy.append(
                    List.of(new LoggedChange(channel, 0, 0, "long", new byte[length])), new LogOffsets("e", 1, 0, 0));
            readers.forEach(reader -> reads.add(roomy.read(reader, 50, 65_536)));
            assertThat(reads)
                    .hasSize(2)
                    .allMatch(read -> read instanceof CursorRead.Found found
                            && found.batch().bytes() == length);
            var other = assertThat(reads.getLast());
            var _ = length == 65_536 ? other.isSameAs(reads.getFirst()) : other.isNotSameAs(reads.getFirst());
        }
    }

    private ChannelCursor whole(ChannelName channel, LogOffsets from) {
        if (history.openFrom(channel, from, NOBODY) instanceof ChannelOpening.Whole(ChannelCursor cursor)) {
            return cursor;
        }
        throw new AssertionError("not whole");
    }

    private ChannelBatch found(ChannelCursor cursor) {
        if (history.read(cursor, 50, 10_000) instanceof CursorRead.Found(ChannelBatch batch, boolean drained)) {
            assertThat(drained).isTrue();
            return batch;
        }
        throw new AssertionError("cut off");
    }

    private void add(ChannelName channel, long offset, int count) {
        List<LoggedChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(new LoggedChange(channel, 0, offset + i, "item", new byte[50]));
        }
        next[0] = offset + count;
        history.append(changes, end());
    }

    private LogOffsets end() {
        return new LogOffsets("e", next);
    }

    @Test
    void who_waits_for_a_place_goes_on_when_it_was_read_and_not_before() throws Exception {
        history.begin(new LogOffsets("e", next));
        LogOffsets place = new LogOffsets("e", new long[] {0, 5, 0});
        assertThat(history.awaitRead(place, Duration.ofMillis(20))).isFalse();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting = threads.submit(() -> history.awaitRead(place, Duration.ofSeconds(30)));
            Future<Boolean> opening = threads.submit(() -> history.awaitReached(place, Duration.ofSeconds(30)));
            history.append(List.of(), new LogOffsets("e", new long[] {9, 4, 9}));
            assertThat(waiting.isDone() || opening.isDone()).isFalse();
            history.append(List.of(), new LogOffsets("e", new long[] {9, 5, 9}));
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(opening.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void append(Random random) {
        List<LoggedChange> batch = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int partition = random.nextInt(PARTITIONS);
            // offsets have holes, where transactions end
            long offset = next[partition] + random.nextInt(2);
            // the third channel is quiet
            ChannelName channel = CHANNELS.get(random.nextInt(10) == 0 ? 2 : random.nextInt(2));
            batch.add(new LoggedChange(channel, partition, offset, "item" + random.nextInt(3), new byte[50]));
            next[partition] = offset + 1;
        }
        all.addAll(batch);
        history.append(batch, new LogOffsets("e", next));
    }

    private Set<String> after(ChannelName channel, LogOffsets from) {
        return all.stream()
                .filter(change -> channel.includes(change.channel(), change.item())
                        && change.offset() >= from.next(change.partition()))
                .map(change -> change.partition() + "@" + change.offset())
                .collect(Collectors.toSet());
    }

    private Set<String> readAll(ChannelCursor cursor) {
        List<String> read = new ArrayList<>();
        while (true) {
            CursorRead next = history.read(cursor, 7, 200);
            if (!(next instanceof CursorRead.Found found)) {
                throw new AssertionError(cursor.channel() + " is cut off: " + next);
            }
            found.batch().changes().forEach(change -> read.add(change.partition() + "@" + change.offset()));
            if (found.drained()) {
                assertThat(read).doesNotHaveDuplicates();
                return Set.copyOf(read);
            }
        }
    }
}
