package dev.gapless.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.position.StreamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitRequestTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void items_of_any_streams_come_back_as_they_were(long seed) {
        CommitRequest request = new CommitRequest(items(new SplittableRandom(seed)));

        assertThat(read(request.toBytes())).usingRecursiveComparison().isEqualTo(request);
    }

    @Test
    void no_items_are_none() {
        assertThat(read(new CommitRequest(List.of()).toBytes()).items()).isEmpty();
    }

    @Test
    void a_request_that_is_cut_off_or_changed_anywhere_is_unreadable_or_another_request_and_nothing_worse() {
        byte[] whole = new CommitRequest(items(new SplittableRandom(7)).subList(0, 2)).toBytes();
        for (int end = 0; end < whole.length; end++) {
            byte[] cut = Arrays.copyOf(whole, end);
            assertThatExceptionOfType(UnreadableMessageException.class)
                    .as("cut at %d", end)
                    .isThrownBy(() -> read(cut));
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) 0x55;
            try {
                assertThat(read(changed)).isNotNull();
            } catch (UnreadableMessageException e) {
                assertThat(e).hasMessageContaining("CommitRequest");
            }
        }
    }

    @ParameterizedTest(name = "after {0} bytes")
    @ValueSource(ints = {0, 1, 100, 9_000})
    void a_connection_that_breaks_says_nothing_of_the_request(int arrived) {
        byte[] whole = new CommitRequest(items(new SplittableRandom(3), 200)).toBytes();
        IOException broken = new IOException("reset");
        InputStream body = new SequenceInputStream(new ByteArrayInputStream(whole, 0, arrived), new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                throw broken;
            }
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> CommitRequest.from(body))
                .isSameAs(broken);
    }

    private static List<Item> items(SplittableRandom random) {
        return items(random, 50);
    }

    private static List<Item> items(SplittableRandom random, int many) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            boolean delete = random.nextInt(5) == 0;
            ItemOperation operation =
                    delete ? ItemOperation.DELETE : random.nextBoolean() ? ItemOperation.CREATE : ItemOperation.UPDATE;
            Item item = new Item(
                    new StreamId(
                            random.nextBoolean() ? "forum" : "evm",
                            "acc-" + random.nextInt(3),
                            random.nextBoolean() ? "posts" : "likes"),
                    "🦊-" + i,
                    new Item.Content(
                            random.nextLong(),
                            random.nextLong(),
                            operation,
                            new byte[32],
                            delete ? null : ("{\"n\":" + i + "}").getBytes(UTF_8)),
                    new Item.Arrival(
                            random.nextBoolean() ? IngestPath.LIVE : IngestPath.MINED,
                            random.nextLong(),
                            "window-" + random.nextInt(4),
                            random.nextInt(3),
                            random.nextBoolean(),
                            0),
                    new LogPosition(new UUID(random.nextInt(2), 7), random.nextInt(12), random.nextLong(1L << 40)));
            items.add(
                    random.nextBoolean()
                            ? item.hashed(random.nextInt(), new byte[] {1, (byte) i})
                            : item.withUndoCount(random.nextInt(3)));
        }
        return items;
    }

    private static CommitRequest read(byte[] bytes) {
        try {
            return CommitRequest.from(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
