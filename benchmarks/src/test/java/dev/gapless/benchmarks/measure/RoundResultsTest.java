package dev.gapless.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoundResultsTest {

    private final RoundResults rounds = new RoundResults();

    @Test
    void a_ratio_is_taken_within_each_round_and_not_between_medians() {
        // the machine was twice as fast in the second round: the ratio does not know
        add("ours", 10, 1);
        add("bare", 20, 1);
        add("ours", 20, 1);
        add("bare", 40, 1);

        assertThat(rounds.figure(
                        round -> Objects.requireNonNull(round.get("ours")).perSecond()
                                / Objects.requireNonNull(round.get("bare")).perSecond()))
                .isEqualTo(new RoundStatistic(0.5, 0.5, 0.5));
        assertThat(rounds.figure("ours", PartSample::perSecond)).isEqualTo(new RoundStatistic(15, 10, 20));
    }

    @Test
    void a_round_that_is_not_complete_does_not_count() {
        add("ours", 10, 1);
        add("bare", 20, 1);
        add("ours", 20, 1);

        assertThat(rounds.count()).isEqualTo(1);
    }

    @Test
    void processor_time_is_told_by_item_and_others_time_apart_from_ours() {
        PartSample sample = new PartSample("ours", 1_000_000, 10, new CpuTime(5, 3, 2, 1, 0, 12), 500_000);

        assertThat(sample.cpuPerMillion()).isEqualTo(8);
        assertThat(sample.perCpuSecond()).isEqualTo(125_000);
        assertThat(sample.walPerItem()).isEqualTo(0.5);
        assertThat(sample.cpu().foreign()).isEqualTo(1);
    }

    private void add(String part, long items, double seconds) {
        rounds.add(new PartSample(part, items, seconds, new CpuTime(1, 0, 0, 0, 0, 1), 0));
    }
}
