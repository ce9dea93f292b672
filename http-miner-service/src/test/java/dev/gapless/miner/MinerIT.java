package dev.gapless.miner;

import static dev.gapless.miner.MinerRig.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.miner.fakes.FakeForum;
import dev.gapless.miner.fakes.MinerTopicTail;
import dev.gapless.miner.walk.ShutdownSignal;
import dev.gapless.testing.servers.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class MinerIT {

    /** As long as the broker may take to give away what a member held that it believes alive, and some. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final MinerRig rig = new MinerRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void a_walk_of_five_pages_is_in_kafka_whole_and_claimed_whole() throws Exception {
        String ann = TestServers.unique("ann");
        pages(ann, 5);
        ConfigurableApplicationContext miner = rig.startMiner();
        rig.send(ann, 1);

        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann);
                MinerTopicTail items = rig.tail(TopicNames.CAPTURED_BACKFILL, ann);
                MinerTopicTail coverage = rig.tail(TopicNames.COVERAGE, ann)) {
            await().atMost(TIMEOUT).until(() -> progress(progress).size() == 1);
            MiningProgress only = progress(progress).getFirst();
            assertThat(only.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(only.pages()).isEqualTo(5);
            assertThat(only.items()).isEqualTo(10);
            await().until(() -> items.values().size() == 10);
            await().until(() -> coverage.values().size() == 5);
            assertThat(Coverage.of(coverage.values().stream()
                                    .map(CoverageReport::fromBytes)
                                    .map(report -> Range.of(report.from(), report.to()))
                                    .toList())
                            .ranges())
                    .containsExactly(Range.of(50, 100));
        }
        assertThat(rig.forum.seen("/" + ann)).hasSize(5);
        assertThat(rig.forum.seen("/" + ann).getFirst().authorization()).isEqualTo("Bearer of-" + ann);
        MeterRegistry meters = miner.getBean(MeterRegistry.class);
        assertThat(meters.counter("gapless.mined.items", "source", "forum", "stream", "posts")
                        .count())
                .isEqualTo(10);
        assertThat(meters.counter("gapless.upstream.calls", "source", "forum", "path", "http", "result", "ok")
                        .count())
                .isEqualTo(5);
    }

    @Test
    void a_storm_of_429_on_one_account_delays_no_other_and_is_not_answered_with_calls() throws Exception {
        String ann = TestServers.unique("ann");
        String bob = TestServers.unique("bob");
        rig.forum.on("/" + ann, exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "60");
            FakeForum.send(exchange, 429, "");
        });
        pages(bob, 2);
        rig.startMiner();
        rig.send(ann, 60);
        rig.send(bob, 60);

        try (MinerTopicTail anns = rig.tail(TopicNames.MINING_PROGRESS, ann);
                MinerTopicTail bobs = rig.tail(TopicNames.MINING_PROGRESS, bob)) {
            await().atMost(TIMEOUT)
                    .until(() -> progress(bobs).size() == 60 && progress(anns).size() == 60);
            assertThat(progress(bobs)).allMatch(one -> one.outcome() == Outcome.COMPLETED);
            assertThat(progress(anns)).allMatch(one -> one.outcome() == Outcome.LIMITED && one.retryAt() != null);
        }
        // as many as were under way when the first answer came, at most
        assertThat(rig.forum.seen("/" + ann)).hasSizeLessThanOrEqualTo(32);
    }

    @Test
    void a_task_that_cannot_be_read_is_kept_once_and_the_queue_goes_on() throws Exception {
        String ann = TestServers.unique("ann");
        pages(ann, 1);
        rig.startMiner();
        rig.sendRaw(MinerRig.posts(ann).key(), "not a task".getBytes(StandardCharsets.UTF_8));
        rig.send(ann, 1);

        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann);
                MinerTopicTail letters = rig.tail(TopicNames.DEAD_LETTERS, ann)) {
            await().atMost(TIMEOUT).until(() -> progress(progress).size() == 1);
            await().until(() -> letters.values().size() == 1);
            assertThat(new String(letters.values().getFirst(), StandardCharsets.UTF_8))
                    .isEqualTo("not a task");
        }
    }

    @Test
    void a_page_that_cannot_be_read_is_kept() throws Exception {
        String ann = TestServers.unique("ann");
        rig.forum.on("/" + ann, exchange -> FakeForum.send(exchange, 200, "<html>"));
        rig.startMiner();
        rig.send(ann, 1);

        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann);
                MinerTopicTail letters = rig.tail(TopicNames.DEAD_LETTERS, ann)) {
            await().atMost(TIMEOUT).until(() -> progress(progress).size() == 1);
            assertThat(progress(progress).getFirst().outcome()).isEqualTo(Outcome.REFUSED);
            await().until(() -> letters.values().size() == 1);
        }
    }

    @Test
    void a_task_taken_by_a_miner_that_died_is_done_by_another() throws Exception {
        String ann = TestServers.unique("ann");
        pages(ann, 1);
        configureGroup();
        rig.send(ann, 1);
        try (KafkaShareConsumer<byte[], byte[]> dying = taker(60)) {
            dying.subscribe(List.of(TopicNames.MINING_TASKS));
            await().atMost(TIMEOUT)
                    .until(() -> !dying.poll(Duration.ofMillis(500)).isEmpty());
        }

        rig.startMiner();

        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann)) {
            await().atMost(TIMEOUT).until(() -> progress(progress).size() == 1);
        }
    }

    @Test
    void tasks_held_by_a_miner_that_hangs_are_done_by_another_whichever_partitions_the_hanging_one_keeps()
            throws Exception {
        String ann = TestServers.unique("ann");
        pages(ann, 1);
        configureGroup("gapless.miner.tasks.lock=15s");
        rig.send(ann, 24);
        try (KafkaShareConsumer<byte[], byte[]> hanging = taker(15)) {
            hanging.subscribe(List.of(TopicNames.MINING_TASKS));
            await().atMost(TIMEOUT)
                    .until(() -> !hanging.poll(Duration.ofMillis(500)).isEmpty());
            rig.startMiner("gapless.miner.tasks.lock=15s");

            try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann)) {
                await().atMost(TIMEOUT).until(() -> progress(progress).size() == 24);
            }
            // so it is the lock that ends what the hanging one holds; it lasts 25 s by default
            assertThat(groupSetting("share.record.lock.duration.ms")).isEqualTo("15000");
        }
    }

    /** Before a group has its settings, its members begin at the topic's end. */
    private void configureGroup(String... properties) {
        ConfigurableApplicationContext miner = rig.startMiner(properties);
        await().atMost(TIMEOUT).until(() -> groupSetting("share.auto.offset.reset"), "earliest"::equals);
        miner.close();
    }

    /** As the broker has it. */
    private @Nullable String groupSetting(String name) throws ExecutionException, InterruptedException {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, TopicNames.MINER_GROUP);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, rig.servers))) {
            Config settings = admin.describeConfigs(List.of(group)).all().get().get(group);
            ConfigEntry setting = settings == null ? null : settings.get(name);
            return setting == null ? null : setting.value();
        }
    }

    /** There are pages without end: a stop that waited for the whole slice would never end. */
    @Test
    void a_miner_that_is_stopped_ends_its_slice_after_the_page_and_says_so() throws Exception {
        String ann = TestServers.unique("ann");
        CountDownLatch secondPage = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        rig.forum.on("/" + ann, exchange -> FakeForum.send(exchange, 200, "more"));
        rig.forum.on("/" + ann + "/2", exchange -> {
            secondPage.countDown();
            awaitQuietly(goOn);
            FakeForum.send(exchange, 200, "more");
        });
        ConfigurableApplicationContext miner = rig.startMiner("gapless.miner.tasks.stop-timeout=60s");
        rig.send(ann, 1);
        assertThat(secondPage.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        ShutdownSignal stop = miner.getBean(ShutdownSignal.class);
        Thread closing = Thread.ofVirtual().start(miner::close);
        await().until(stop::stopping);
        goOn.countDown();
        closing.join();

        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann)) {
            await().until(() -> progress(progress).size() == 1);
            MiningProgress only = progress(progress).getFirst();
            assertThat(only.outcome()).isEqualTo(Outcome.ADVANCED);
            assertThat(only.resume()).endsWith("\"point\":\"3\"}");
        }
    }

    @Test
    void a_miner_that_is_stopped_hands_back_what_it_cannot_end() throws Exception {
        String ann = TestServers.unique("ann");
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        rig.forum.on("/" + ann, exchange -> {
            taken.countDown();
            awaitQuietly(never);
        });
        ConfigurableApplicationContext miner = rig.startMiner("gapless.miner.tasks.stop-timeout=500ms");
        rig.send(ann, 1);
        assertThat(taken.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        miner.close();
        never.countDown();
        pages(ann, 1);

        rig.startMiner();

        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, ann)) {
            await().atMost(TIMEOUT).until(() -> progress(progress).size() == 1);
            assertThat(progress(progress).getFirst().outcome()).isEqualTo(Outcome.COMPLETED);
        }
    }

    private void pages(String account, int pages) {
        rig.forum.on(
                "/" + account,
                exchange -> FakeForum.send(
                        exchange, 200, exchange.getRequestURI().getPath().endsWith("/" + pages) ? "last" : "more"));
    }

    /** @param pollSeconds the broker gives its partitions to others when it has not polled for so long */
    private KafkaShareConsumer<byte[], byte[]> taker(int pollSeconds) {
        return new KafkaShareConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "gapless-miners",
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                        pollSeconds * 1_000,
                        ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                        "explicit"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
