package dev.gapless.live.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.live.ChannelName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers begin anywhere, while changes arrive, leave memory and are read again from Kafka. */
class OpenedChannelTest {

    private static final int PARTITIONS = 3;
    private static final int ROUNDS = 300;
    private static final ChannelName CHANNEL = ChannelName.parse("s/a/t");
    private static final ChannelName OTHER = ChannelName.parse("s/b/t");
    private static final ChannelListener NOBODY = channel -> {};

    private final ChangeHistory history = new ChangeHistory(20, 10_000);
    private final List<LoggedChange> all = new ArrayList<>();
    private final long[] next = new long[PARTITIONS];
    private int backlogs;
    private int reopened;

    /** A client of one channel: what it was handed, from where on. */
    private final class Reader {

        final LogOffsets from;
        final List<String> handed = new ArrayList<>();
        OpenedChannel channel;

        Reader(LogOffsets from, Random random) {
            this.from = from;
            this.channel = open(from, random);
        }

        /** True when nothing waits. */
        boolean read(Random random) {
            CursorRead read = channel.next(1 + random.nextInt(8), 50L + random.nextInt(400));
            if (read instanceof CursorRead.Found(ChannelBatch batch, boolean drained)) {
                batch.changes().forEach(change -> handed.add(name(change)));
                return drained;
            }
            // as a connection does, and as a client does that was too slow
            reopened++;
            LogOffsets place = LogOffsets.parse(channel.offset()).orElseThrow();
            channel.close();
            channel = open(place, random);
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void each_change_behind_the_beginning_is_handed_out_once(long seed) {
        Random random = new Random(seed);
        history.begin(end());
        List<LogOffsets> places = new ArrayList<>(List.of(end()));
        List<Reader> readers = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            append(random);
            places.add(end());
            if (random.nextInt(10) == 0) {
                readers.add(new Reader(places.get(Math.max(0, places.size() - 1 - random.nextInt(60))), random));
            }
            if (random.nextInt(25) == 0) {
                interrupt(places.get(Math.max(0, places.size() - 1 - random.nextInt(20))));
            }
            readers.forEach(reader -> reader.read(random));
        }
        for (Reader reader : readers) {
            while (!reader.read(random)) {
                // to the end
            }
            assertThat(reader.handed)
                    .as("from %s", reader.from)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(names(reader.from, end()));
        }
        assertThat(readers).hasSizeGreaterThan(15);
        assertThat(backlogs).isPositive();
        assertThat(reopened).isPositive();
    }

    /** As {@link ChannelOpener} does; more changes arrive while the older ones are read. */
    private OpenedChannel open(LogOffsets from, Random random) {
        return switch (history.openFrom(CHANNEL, from, NOBODY)) {
            case ChannelOpening.Whole(ChannelCursor cursor) -> OpenedChannel.recovered(history, cursor, NOBODY);
            case ChannelOpening.Older(ChannelCursor cursor, LogOffsets begin, LogOffsets to) -> {
                backlogs++;
                append(random);
                yield OpenedChannel.recovered(history, cursor, NOBODY, older(begin, to, random), to);
            }
            default -> throw new AssertionError("neither");
        };
    }

    /** As Kafka hands them out: each partition in its order, the partitions in any. */
    private List<LoggedChange> older(LogOffsets from, LogOffsets to, Random random) {
        List<Integer> partitions = new ArrayList<>(List.of(0, 1, 2));
        Collections.shuffle(partitions, random);
        return partitions.stream()
                .flatMap(partition -> between(from, to).filter(change -> change.partition() == partition))
                .toList();
    }

    private Stream<LoggedChange> between(LogOffsets from, LogOffsets to) {
        return all.stream()
                .filter(change -> change.channel().equals(CHANNEL)
                        && change.offset() >= from.next(change.partition())
                        && change.offset() < to.next(change.partition()));
    }

    private List<String> names(LogOffsets from, LogOffsets to) {
        return between(from, to).map(OpenedChannelTest::name).toList();
    }

    private static String name(LoggedChange change) {
        return change.partition() + "@" + change.offset();
    }

    private LogOffsets end() {
        return new LogOffsets("e", next);
    }

    private void append(Random random) {
        List<LoggedChange> batch = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int partition = random.nextInt(PARTITIONS);
            // offsets have holes, where transactions end
            long offset = next[partition] + random.nextInt(2);
            batch.add(new LoggedChange(
                    random.nextInt(3) == 0 ? OTHER : CHANNEL, partition, offset, "item", new byte[50]));
            next[partition] = offset + 1;
        }
        all.addAll(batch);
        history.append(batch, end());
    }

    /** As when the log could not be read for a while: what is in memory is forgotten, and a part is read again. */
    private void interrupt(LogOffsets again) {
        history.begin(again);
        history.append(
                all.stream()
                        .filter(change -> change.offset() >= again.next(change.partition()))
                        .toList(),
                end());
    }
}
