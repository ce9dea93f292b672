package dev.gapless.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaggedGaugesTest {

    private static final Tags ANN = Tags.of("source", "ann");
    private static final Tags BOB = Tags.of("source", "bob");

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void an_amount_that_is_no_more_is_nothing() {
        TaggedGauges board = TaggedGauges.ofAmounts(meters, "gaps", "gaps");
        board.show(Map.of(ANN, 3.0, BOB, 4.0));
        board.show(Map.of(BOB, 5.0));

        assertThat(value("gaps", ANN)).isZero();
        assertThat(value("gaps", BOB)).isEqualTo(5);
        assertThat(meters.find("gaps").tags(Tags.of("source", "eve")).gauge()).isNull();
    }

    @Test
    void a_share_that_is_no_more_is_not_a_number_until_there_is_one_again() {
        TaggedGauges board = TaggedGauges.ofShares(meters, "overlap", "overlap");
        board.show(Map.of(ANN, 0.0));
        assertThat(value("overlap", ANN)).isZero();

        board.show(Map.of());
        assertThat(value("overlap", ANN)).isNaN();

        board.show(Map.of(ANN, 0.25));
        assertThat(value("overlap", ANN)).isEqualTo(0.25);
    }

    /** A gauge that is removed and registered again can be met twice by who reads them all. */
    @Test
    void the_page_can_be_read_while_figures_change() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        TaggedGauges board = TaggedGauges.ofAmounts(prometheus, "rows", "rows");
        Map<Tags, Double> figures = IntStream.range(0, 200)
                .mapToObj(table -> Tags.of("table", "t" + table))
                .collect(Collectors.toMap(Function.identity(), tags -> 1.0));
        board.show(figures);

        AtomicBoolean read = new AtomicBoolean();
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
            while (!read.get()) {
                board.show(figures);
            }
        });
        try {
            for (int i = 0; i < 200; i++) {
                assertThat(prometheus.scrape().lines().filter(line -> line.startsWith("rows{")))
                        .hasSize(200);
            }
        } finally {
            read.set(true);
        }
        changes.join();
    }

    private double value(String name, Tags tags) {
        return meters.get(name).tags(tags).gauge().value();
    }
}
