package dev.gapless.live.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.live.ChannelName;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What readers share takes no more memory than it may. */
class SharedReadsTest {

    private static final ChannelName CHANNEL = ChannelName.parse("s/a/t");
    private static final int MOST = 50;
    private static final long MOST_BYTES = 65_536;

    private final SharedReads shared = new SharedReads();

    /** Hands out a change of so many bytes, as the first reader at this place does. */
    private void hand(long place, int bytes) {
        ChannelCursor cursor = cursor(place);
        LogOffsets before = cursor.offsets();
        LoggedChange change = new LoggedChange(CHANNEL, 0, place, "item", new byte[bytes]);
        cursor.take(change);
        cursor.arrival++;
        shared.add(
                cursor,
                place,
                MOST,
                MOST_BYTES,
                new CursorRead.Found(new ChannelBatch(CHANNEL, before, cursor.offsets(), List.of(change)), false));
    }

    private static ChannelCursor cursor(long place) {
        return new ChannelCursor(CHANNEL, 0, place, new LogOffsets("e", place));
    }

    private CursorRead.@Nullable Found again(long place) {
        return shared.take(cursor(place), MOST, MOST_BYTES);
    }

    @Test
    void reads_are_shared_up_to_eight_megabytes_and_begin_anew_behind_that() {
        // with what a read takes up beside its JSON, 139 of them fit
        for (long place = 0; place < 139; place++) {
            hand(place, 60_000);
        }
        assertThat(again(0)).isNotNull();
        assertThat(again(138)).isNotNull();
        hand(139, 60_000);
        assertThat(again(0)).isNull();
        assertThat(again(138)).isNull();
        assertThat(again(139)).isNotNull();
    }

    @Test
    void a_long_read_is_its_readers_own() {
        hand(0, 65_536);
        hand(1, 65_537);
        assertThat(again(0)).isNotNull();
        assertThat(again(1)).isNull();
    }

    /** A topic that was made anew may have the same offsets. */
    @Test
    void a_reader_of_an_earlier_era_is_handed_nothing() {
        hand(0, 1_000);
        assertThat(shared.take(new ChannelCursor(CHANNEL, 1, 0, new LogOffsets("e", 0)), MOST, MOST_BYTES))
                .isNull();
    }

    /** Compressing is what a form costs. */
    @Test
    void readers_at_the_same_time_make_a_form_once() throws Exception {
        LogOffsets place = new LogOffsets("e", 0);
        AtomicInteger made = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int times = 0; times < 1_000; times++) {
                ChannelBatch batch = new ChannelBatch(CHANNEL, place, place, List.of());
                Callable<byte[]> reader = () -> {
                    together.await();
                    return batch.inForm(0, some -> new byte[made.incrementAndGet()]);
                };
                List<Future<byte[]>> forms = readers.invokeAll(List.of(reader, reader));
                assertThat(forms.getFirst().get()).isSameAs(forms.getLast().get());
            }
        }
        assertThat(made).hasValue(1_000);
    }

    /** A place that is read again counts once. */
    @Test
    void the_same_read_takes_up_its_bytes_once() {
        hand(0, 1_000);
        for (int times = 0; times < 1_000; times++) {
            hand(1, 60_000);
        }
        assertThat(again(0)).isNotNull();
    }
}
