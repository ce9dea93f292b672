package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.Topics;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.ticking.Turns;
import dev.gapless.scheduler.ticking.Turns.Turn;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Hands out what is due. The rows are marked first and the tasks sent afterwards: a task that is lost on the way, with
 * this process or without, comes again when its lease runs out, under a higher epoch.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int SECONDS = 25;

    private final GapDispatchLedger gaps;
    private final PollDispatchLedger polls;
    private final KafkaOperations<String, byte[]> kafka;
    private final Turns turns;
    private final DatabaseClock clock;
    private final MeterRegistry meters;

    Dispatcher(
            GapDispatchLedger gaps,
            PollDispatchLedger polls,
            KafkaOperations<String, byte[]> kafka,
            Turns turns,
            DatabaseClock clock,
            MeterRegistry meters) {
        this.gaps = gaps;
        this.polls = polls;
        this.kafka = kafka;
        this.turns = turns;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * By turns, because two at once would both count before either has taken, and hand out twice what may be out. A
     * task that cannot be sent ends the round: those behind it would wait as long, and come again as it does.
     */
    void dispatch() {
        List<Taken> taken = turns.take(Turn.DISPATCH, this::take);
        if (taken == null || taken.isEmpty()) {
            return;
        }
        CompletableFuture<?>[] sends = taken.stream().map(this::send).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(sends).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    private List<Taken> take() {
        Instant now = clock.instant();
        int lost = gaps.reopenLost(now);
        if (lost > 0) {
            LOG.warn("leases-lost count={}", lost);
            meters.counter("gapless.mining.lost").increment(lost);
        }
        List<Taken> taken = new ArrayList<>(polls.take(now));
        taken.addAll(gaps.take(now));
        return taken;
    }

    private CompletableFuture<?> send(Taken taken) {
        MiningTask task = taken.toTask(clock.instant());
        String mode = task.mode().name().toLowerCase(Locale.ROOT);
        return kafka.send(Topics.MINING_TASKS, task.stream().key(), task.toBytes())
                .thenRun(() ->
                        meters.counter("gapless.mining.tasks", "mode", mode).increment());
    }
}
