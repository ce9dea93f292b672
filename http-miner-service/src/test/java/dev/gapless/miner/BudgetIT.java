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

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final double RATE = 20;
    private static final int BURST = 5;

    /** Calls that the first one of all may have waited for. */
    private static final int LATE = 4;

    private final MinerRig rig = new MinerRig().pace(RATE, BURST);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void two_miners_together_stay_within_one_budget() throws Exception {
        String ann = TestServers.unique("ann");
        rig.forum.on("/" + ann, exchange -> FakeForum.send(exchange, 200, "last"));
        List<ConfigurableApplicationContext> miners = List.of(rig.startMiner(), rig.startMiner());

        warmUp();
        rig.send(ann, 120);

        awaitAnswers(ann, 120);
        assertThat(miners).allSatisfy(miner -> assertThat(calls(miner)).isGreaterThan(20));
        assertThat(mostCallsAbovePace(rig.forum.seen("/" + ann))).isLessThanOrEqualTo(BURST + LATE);
    }

    @Test
    void flushing_redis_grants_a_miner_nothing_and_loses_no_task() throws Exception {
        String ann = TestServers.unique("ann");
        rig.forum.on("/" + ann, exchange -> FakeForum.send(exchange, 200, "last"));
        rig.startMiner();

        warmUp();
        rig.send(ann, 80);
        await().atMost(TIMEOUT).until(() -> rig.forum.seen("/" + ann).size() > 20);
        try (RedisClient redis = RedisClient.create(TestServers.get().redisUri());
                StatefulRedisConnection<String, String> connection = redis.connect()) {
            connection.sync().flushall();
        }

        awaitAnswers(ann, 80);
        assertThat(mostCallsAbovePace(rig.forum.seen("/" + ann))).isLessThanOrEqualTo(BURST + LATE);
    }

    @Test
    void without_redis_two_miners_keep_the_budget_by_the_scheduler_and_go_on() throws Exception {
        URI redis = URI.create(TestServers.get().redisUri());
        try (PluggableConnection cable = new PluggableConnection(redis.getPort());
                BudgetScheduler scheduler = new BudgetScheduler()) {
            rig.redisAt(URI.create("redis://%s@127.0.0.1:%d".formatted(redis.getRawUserInfo(), cable.port())));
            String ann = TestServers.unique("ann");
            rig.forum.on("/" + ann, exchange -> FakeForum.send(exchange, 200, "last"));
            String counting = "gapless.scheduler-url=" + scheduler.url();
            rig.startMiner(counting);
            rig.startMiner(counting);

            warmUp();
            int sent = sendUntil(ann, 20);
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

    /** The first call of a miner is late; so it is made elsewhere. */
    private void warmUp() throws Exception {
        String zoe = TestServers.unique("zoe");
        rig.forum.on("/" + zoe, exchange -> FakeForum.send(exchange, 200, "last"));
        rig.send(zoe, 24);
        awaitAnswers(zoe, 24);
    }
}
