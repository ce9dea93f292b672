package dev.gapless.scheduler.costs;

import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.scheduler.costs.MiningCostLedger.CostFilter;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** What mining of all schedulers cost since the day began, read from the ledger now and then. Used by one thread. */
final class CostFigures {

    private final MiningCostLedger ledger;
    private final CostProperties properties;
    private final DatabaseClock clock;
    private final TaggedGauges today;

    CostFigures(MiningCostLedger ledger, CostProperties properties, DatabaseClock clock, MeterRegistry meters) {
        this.ledger = ledger;
        this.properties = properties;
        this.clock = clock;
        this.today = TaggedGauges.ofAmounts(meters, "gapless.cost.today", "cost of mining since the day began");
        Gauge.builder("gapless.cost.budget", properties, CostProperties::budget)
                .description("what mining may cost a day")
                .register(meters);
    }

    void refresh() {
        LocalDate day = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        Map<Tags, Double> costs = new HashMap<>();
        ledger.byWork(new CostFilter(null, null, day, day, null))
                .forEach(counted -> costs.put(
                        Tags.of(
                                "source",
                                counted.source(),
                                "work",
                                counted.work().name()),
                        properties.price(counted.source(), counted.counts())));
        today.show(costs);
    }
}
