package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.cache.CachingItemLedger;
import dev.gapless.checkpoint.items.cache.HintRig;
import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.reference.ReferenceLedger;
import dev.gapless.reference.ReferenceLedger.Fork;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ledger, with hints that come and go, decides as the plain rule that the simulation runs on. The test has ties,
 * tombstones, concluded deletes and their undoing, forks, both paths and redelivered batches. The seed is in the test's
 * name.
 */
class LedgerModelIT {

    private final LedgerRig ledger = new LedgerRig();
    private final HintRig hints = new HintRig(Duration.ofMillis(200));
    private final ReferenceLedger model = new ReferenceLedger();
    private final List<List<Item>> sent = new ArrayList<>();
    private long offset;
    private long generation;

    @AfterEach
    void close() throws IOException {
        hints.close();
        ledger.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void decides_as_the_plain_model(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ItemLedger hinted = new CachingItemLedger(ledger.ledger(), hints.hints(TestServers.unique("model")));
        for (int step = 0; step < 50; step++) {
            disturb(random);
            List<Item> batch = random.nextInt(4) == 0 && !sent.isEmpty()
                    ? sent.get(sent.size() - 1 - random.nextInt(Math.min(3, sent.size())))
                    : batch(random);
            sent.add(batch);

            List<Decision> decisions =
                    hinted.commit(batch).stream().map(ItemDecision::decision).toList();
            assertThat(decisions)
                    .as("step %d: %s", step, batch)
                    .isEqualTo(batch.stream()
                            .map(item -> model.decide(item).decision())
                            .toList());
        }
        assertThat(live()).isEqualTo(modelled());
    }

    /** Without hints, whose answers are never first. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5})
    void tells_what_was_the_first_of_its_version_as_the_plain_model(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 40; step++) {
            List<Item> batch = batch(random);

            assertThat(ledger.ledger().commit(batch))
                    .as("step %d: %s", step, batch)
                    .isEqualTo(batch.stream()
                            .map(model::decide)
                            .map(answer -> new ItemDecision(answer.decision(), answer.firstOfVersion()))
                            .toList());
        }
    }

    private void disturb(SplittableRandom random) throws IOException {
        hints.clock().advance(Duration.ofSeconds(random.nextInt(8)));
        switch (random.nextInt(12)) {
            case 0 -> hints.relay().goAway();
            case 1, 2, 3 -> hints.relay().comeBack();
            case 4 -> {
                generation++;
                long ancestor = 90L + random.nextInt(20);
                ledger.fork(generation, ancestor);
                model.fork(new Fork(new StreamId("forum", "ann", "posts"), generation, ancestor));
            }
            default -> {
                // nothing happens
            }
        }
    }

    private List<Item> batch(SplittableRandom random) {
        List<Item> batch = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            batch.add(sighting(random).item());
        }
        return batch;
    }

    private Sighting sighting(SplittableRandom random) {
        Sighting seen = post("item-" + random.nextInt(5), offset++)
                .at(95 + random.nextInt(10))
                .version(random.nextInt(6))
                .saying("\"" + random.nextInt(2) + "\"")
                .generation(Math.max(0, generation - random.nextInt(2)));
        Sighting operated = switch (random.nextInt(8)) {
            case 0 -> seen.deleted();
            case 1 -> seen.inferredDelete(generation).knowing(random.nextInt(3));
            case 5 -> random.nextBoolean() ? seen.restored(1 + random.nextInt(2)) : seen;
            case 2, 3, 4 -> seen.updated(seen.content());
            default -> seen;
        };
        return random.nextBoolean() && !operated.item().restores() ? operated.mined() : operated;
    }

    private Map<String, Long> modelled() {
        Map<String, Long> live = new HashMap<>();
        for (Item item : model.held()) {
            if (item.operation() != ItemOperation.DELETE) {
                live.put(item.itemId(), item.version());
            }
        }
        return live;
    }

    private Map<String, Long> live() {
        Map<String, Long> live = new HashMap<>();
        ledger.database().jdbc().query("select item_id, version from item where not deleted", row -> {
            live.put(row.getString(1), row.getLong(2));
        });
        return live;
    }
}
