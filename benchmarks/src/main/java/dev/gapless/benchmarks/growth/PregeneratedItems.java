package dev.gapless.benchmarks.growth;

import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.position.StreamId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Items ready made, so that making twenty million of them costs little beside storing them. */
final class PregeneratedItems {

    private static final int ACCOUNTS = 1_000;
    private static final int HASH_BYTES = 32;

    private static final List<byte[]> PAYLOADS = LongStream.range(0, 256)
            .mapToObj(number -> PostGenerator.mined(number).value())
            .toList();

    private PregeneratedItems() {}

    static List<Item> of(long from, long to, UUID topicId) {
        List<Item> items = new ArrayList<>();
        for (long number = from; number < to; number++) {
            items.add(new Item(
                    new StreamId("sandbox", "account-" + number % ACCOUNTS, "posts"),
                    "grown-" + number,
                    new Item.Content(number * 1_000, 1, ItemOperation.CREATE, hash(number), PAYLOADS.get((int)
                            (number % PAYLOADS.size()))),
                    new Item.Arrival(IngestPath.MINED, number, "bench-provenance-1", 0, false, 0),
                    new LogPosition(topicId, 0, number)));
        }
        return items;
    }

    /** Stands for a SHA-256: as long, and as unlike its neighbours. */
    private static byte[] hash(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(HASH_BYTES);
        long mixed = number;
        while (bytes.hasRemaining()) {
            mixed = (mixed + 1) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
            bytes.putLong(mixed);
        }
        return bytes.array();
    }
}
