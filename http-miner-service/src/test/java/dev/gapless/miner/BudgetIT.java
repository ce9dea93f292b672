package dev.gapless.miner;

import static dev.gapless.miner.MinerRig.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.miner.fakes.FakeForum;
import dev.gapless.miner.fakes.FakeForum.Seen;
import dev.gapless.miner.fakes.MinerTopicTail;
import dev.gapless.miner.fakes.PluggableConnection;
import dev.gapless.miner.ratelimit.BudgetScheduler;
import dev.gapless.testing.servers.TestServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class BudgetIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final double RATE = 20;
    private static final int BURST = 5;

    /** Calls that the first one of all may have waited for. */
    private static final int LATE = 4;

    /** In which so many are admitted. */
    private static final Duration PROMPT = Duration.ofMillis(200);

    private final MinerRig rig = new MinerRig().pace(RATE, BURST);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void two_miners_together_stay_within_one_budget() throws Exception {
        List<ConfigurableApplicationContext> miners = List.of(rig.startMiner(), rig.startMiner());

        warmUp(miners);
        String ann = begun();
        rig.send(ann, 120);

        awaitAnswers(ann, 121);
        assertThat(miners).allSatisfy(miner -> assertThat(calls(miner)).isGreaterThan(20));
        assertThat(mostCallsAbovePace(rig.forum.seen("/" + ann))).isLessThanOrEqualTo(BURST + LATE);
    }

    @Test
    void flushing_redis_grants_a_miner_nothing_and_loses_no_task() throws Exception {
        warmUp(List.of(rig.startMiner()));
        String ann = begun();
        rig.send(ann, 80);
        await().atMost(TIMEOUT).until(() -> rig.forum.seen("/" + ann).size() > 20);
        try (RedisClient redis = RedisClient.create(TestServers.get().redisUri());
                StatefulRedisConnection<String, String> connection = redis.connect()) {
            connection.sync().flushall();
        }

        awaitAnswers(ann, 81);
        assertThat(mostCallsAbovePace(rig.forum.seen("/" + ann))).isLessThanOrEqualTo(BURST + LATE);
    }

    @Test
    void without_redis_two_miners_keep_the_budget_by_the_scheduler_and_go_on() throws Exception {
        URI redis = URI.create(TestServers.get().redisUri());
        try (PluggableConnection cable = new PluggableConnection(redis.getPort());
                BudgetScheduler scheduler = new BudgetScheduler()) {
            rig.redisAt(URI.create("redis://%s@127.0.0.1:%d".formatted(redis.getRawUserInfo(), cable.port())));
            String counting = "gapless.scheduler-url=" + scheduler.url();

            warmUp(List.of(rig.startMiner(counting), rig.startMiner(counting)));
            String ann = begun();
            int sent = 1 + sendUntil(ann, 20);
            cable.pull();
            sent += sendUntil(ann, rig.forum.seen("/" + ann).size() + 40);
            int asked = scheduler.asked();
            cable.plug();
            sent += sendUntil(ann, rig.forum.seen("/" + ann).size() + 20);

            awaitAnswers(ann, sent);
            assertThat(asked).isGreaterThan(20);
            assertThat(mostCallsAbovePace(rig.forum.seen("/" + ann))).isLessThanOrEqualTo(BURST + LATE);
        }
    }

    /** Tasks that find no turn in time end, so there are ever new ones. @return how many were sent */
    private int sendUntil(String account, int calls) {
        AtomicInteger sent = new AtomicInteger();
        await().atMost(TIMEOUT).until(() -> {
            rig.send(account, 8);
            sent.addAndGet(8);
            return rig.forum.seen("/" + account).size() > calls;
        });
        return sent.get();
    }

    private static double calls(ConfigurableApplicationContext miner) {
        return miner.getBean(MeterRegistry.class)
                .counter("gapless.upstream.calls", "source", "forum", "path", "http", "result", "ok")
                .count();
    }

    private void awaitAnswers(String account, int tasks) {
        try (MinerTopicTail progress = rig.tail(TopicNames.MINING_PROGRESS, account)) {
            await().atMost(TIMEOUT).until(() -> progress(progress).size() == tasks);
            assertThat(progress(progress))
                    .allMatch(one -> one.outcome() == Outcome.COMPLETED || one.outcome() == Outcome.LIMITED);
        }
    }

    /**
     * From the first call to each later one: how many came beyond what the rate alone allows in that time. A busy
     * machine delays calls, so stretches that begin in the middle would show bursts that were not admitted.
     */
    private static double mostCallsAbovePace(List<Seen> seen) {
        List<Long> times = seen.stream().map(Seen::atNanos).sorted().toList();
        double most = 0;
        for (int last = 0; last < times.size(); last++) {
            double seconds = (times.get(last) - times.getFirst()) / 1e9;
            most = Math.max(most, last + 1 - seconds * RATE);
        }
        return most;
    }

    /** The first call of a miner is late; so it is made elsewhere. Each of them has its share of the tasks then. */
    private void warmUp(List<ConfigurableApplicationContext> miners) {
        String zoe = TestServers.unique("zoe");
        rig.forum.on("/" + zoe, exchange -> FakeForum.send(exchange, 200, "last"));
        AtomicInteger sent = new AtomicInteger();
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(500)).until(() -> {
            rig.send(zoe, 24);
            sent.addAndGet(24);
            return miners.stream().allMatch(miner -> calls(miner) > 0);
        });
        awaitAnswers(zoe, sent.get());
    }

    /**
     * An account whose first call was seen soon after it could be admitted. Where a busy machine holds the first call
     * up for longer, those behind it seem to come too soon.
     */
    private String begun() {
        return await().atMost(TIMEOUT).until(this::beginAnother, account -> !account.isEmpty());
    }

    private String beginAnother() throws Exception {
        String account = TestServers.unique("ann");
        rig.forum.on("/" + account, exchange -> FakeForum.send(exchange, 200, "last"));
        long sent = System.nanoTime();
        rig.send(account, 1);
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !rig.forum.seen("/" + account).isEmpty());
        long seen = rig.forum.seen("/" + account).getFirst().atNanos();
        return seen - sent > PROMPT.toNanos() ? "" : account;
    }
}
