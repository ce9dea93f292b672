package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SettleWaiterTest {

    private static final TopicPartition PARTITION = new TopicPartition("captured", 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** For what never comes. */
    private static final Duration SHORT = Duration.ofMillis(600);

    /** A suite that polls: a record comes with each look, and the last ones are always under way. */
    private static class PollingSuite implements SettleWaiter.SettleProbe {
        private long end = 10;
        private long behind = 3;
        private int looksUntilCovered = 1;

        @Override
        public List<String> open(Instant until) {
            return looksUntilCovered-- > 0 ? List.of("posts miss a range") : List.of();
        }

        @Override
        public Map<TopicPartition, Long> ends() {
            return Map.of(PARTITION, end);
        }

        @Override
        public Map<TopicPartition, Long> processed() {
            end++;
            return Map.of(PARTITION, Math.max(0, end - behind));
        }
    }

    @Test
    void records_that_are_captured_after_all_was_covered_are_not_waited_for() throws Exception {
        assertThat(settling(new PollingSuite(), PATIENCE)).isEmpty();
    }

    @Test
    void records_that_were_captured_by_then_are_waited_for() throws Exception {
        PollingSuite stalled = new PollingSuite();
        stalled.behind = 1_000;

        assertThat(settling(stalled, SHORT)).containsExactly("captured-0 holds 10 records that are not processed");
    }

    @Test
    void what_is_not_covered_is_told() throws Exception {
        PollingSuite blind = new PollingSuite();
        blind.looksUntilCovered = 1_000;

        assertThat(settling(blind, SHORT)).containsExactly("posts miss a range");
    }

    private static List<String> settling(SettleWaiter.SettleProbe suite, Duration patience) throws Exception {
        Clock clock = Clock.systemUTC();
        return new SettleWaiter(suite, clock, what -> {}).await(clock.instant(), patience);
    }
}
