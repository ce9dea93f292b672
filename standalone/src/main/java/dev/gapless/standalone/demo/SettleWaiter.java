package dev.gapless.standalone.demo;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the suite itself says that it holds everything up to an instant. Only then is the truth asked. Coverage
 * must be without a gap, and snapshots compared since. The records that were captured when this was first so must be
 * processed, and no later ones: a suite that polls captures records for ever.
 */
final class SettleWaiter {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TOLD = Duration.ofSeconds(15);

    /** What is asked of the suite. */
    interface SettleProbe {

        /** In words, what is not covered up to the instant, or not compared since; empty when nothing is. */
        List<String> open(Instant until) throws IOException, InterruptedException;

        /** Of each captured partition the offset that its next record gets. */
        Map<TopicPartition, Long> ends() throws InterruptedException;

        /** Of each captured partition the offset below which all is processed; none is 0. */
        Map<TopicPartition, Long> processed() throws InterruptedException;
    }

    private final SettleProbe probe;
    private final Clock clock;
    private final Consumer<String> progress;
    private @Nullable Map<TopicPartition, Long> captured;

    SettleWaiter(RestApi checkpoint, PlatformServers servers, FollowedSandbox followed, Clock clock) {
        this(new SuiteSettleProbe(checkpoint, servers, followed), clock, what -> {});
    }

    /** @param progress told every 15 s in a few words what is still open */
    SettleWaiter(SettleProbe probe, Clock clock, Consumer<String> progress) {
        this.probe = probe;
        this.clock = clock;
        this.progress = progress;
    }

    /** @return what was still open when patience ended; empty when all is settled */
    List<String> await(Instant until, Duration patience) throws IOException, InterruptedException {
        Instant begun = clock.instant();
        Instant end = begun.plus(patience);
        Instant told = begun;
        captured = null;
        List<String> open = look(until);
        while (!open.isEmpty() && clock.instant().isBefore(end)) {
            Thread.sleep(LOOK);
            open = look(until);
            Instant now = clock.instant();
            if (!open.isEmpty() && Duration.between(told, now).compareTo(TOLD) >= 0) {
                told = now;
                progress.accept("  open after %d s: %d, such as: %s"
                        .formatted(Duration.between(begun, now).toSeconds(), open.size(), open.getFirst()));
            }
        }
        return open;
    }

    private List<String> look(Instant until) throws IOException, InterruptedException {
        List<String> open = probe.open(until);
        if (!open.isEmpty()) {
            captured = null;
            return open;
        }
        Map<TopicPartition, Long> ends = captured == null ? probe.ends() : captured;
        captured = ends;
        Map<TopicPartition, Long> processed = probe.processed();
        return ends.entrySet().stream()
                .filter(end -> end.getValue() > processed.getOrDefault(end.getKey(), 0L))
                .map(end -> "%s holds %d records that are not processed"
                        .formatted(end.getKey(), end.getValue() - processed.getOrDefault(end.getKey(), 0L)))
                .toList();
    }

    static long micros(Instant instant) {
        return MicrosecondTime.of(instant);
    }
}
