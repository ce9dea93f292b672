package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.Predicate;

/**
 * What the services' own metrics say at one moment.
 *
 * @param gapsOpen gaps that are not filled
 * @param gapsFilled gaps filled since the start
 * @param lag seconds by which the slowest stream's coverage trails its clock
 */
record DemoFigures(
        long captured,
        long mined,
        long accepted,
        long duplicates,
        long published,
        long deadLetters,
        long gapsOpen,
        long gapsFilled,
        double lag,
        long connections) {

    static DemoFigures of(GaplessSuite suite) {
        MeterRegistry checkpoint = registry(suite, SuiteService.CHECKPOINT);
        MeterRegistry scheduler = registry(suite, SuiteService.SCHEDULER);
        return new DemoFigures(
                count(registry(suite, SuiteService.CAPTURE), "gapless.captured.items", id -> true),
                count(registry(suite, SuiteService.MINER), "gapless.mined.items", id -> true),
                count(checkpoint, "gapless.committed.items", tag("decision", "NEW"))
                        + count(checkpoint, "gapless.committed.items", tag("decision", "CHANGED")),
                count(checkpoint, "gapless.committed.items", tag("decision", "DUPLICATE")),
                count(registry(suite, SuiteService.PROCESSOR), "gapless.changes.published", id -> true),
                count(registry(suite, SuiteService.CAPTURE), "gapless.dead.letters", id -> true)
                        + count(registry(suite, SuiteService.MINER), "gapless.dead.letters", id -> true)
                        + count(registry(suite, SuiteService.PROCESSOR), "gapless.dead.letters", id -> true),
                (long) (sum(scheduler, "gapless.gaps", tag("state", "OPEN"))
                        + sum(scheduler, "gapless.gaps", tag("state", "SCHEDULED"))
                        + sum(scheduler, "gapless.gaps", tag("state", "FILLING"))
                        + sum(scheduler, "gapless.gaps", tag("state", "STUCK"))),
                (long) sum(scheduler, "gapless.gaps", tag("state", "FILLED")),
                sum(scheduler, "gapless.coverage.lag.seconds", id -> true),
                (long) sum(registry(suite, SuiteService.CAPTURE), "gapless.capture.connections", id -> true));
    }

    /** Without a meter while the service is stopped. */
    private static MeterRegistry registry(GaplessSuite suite, SuiteService service) {
        return suite.isRunning(service)
                ? suite.context(service).getBean(MeterRegistry.class)
                : new SimpleMeterRegistry();
    }

    private static Predicate<Meter.Id> tag(String name, String value) {
        return id -> value.equalsIgnoreCase(id.getTag(name));
    }

    private static long count(MeterRegistry registry, String name, Predicate<Meter.Id> chosen) {
        return (long) registry.find(name).counters().stream()
                .filter(counter -> chosen.test(counter.getId()))
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Gauges that know nothing yet say NaN; they count as nothing. */
    private static double sum(MeterRegistry registry, String name, Predicate<Meter.Id> chosen) {
        return registry.find(name).gauges().stream()
                .filter(gauge -> chosen.test(gauge.getId()))
                .mapToDouble(Gauge::value)
                .filter(Double::isFinite)
                .sum();
    }
}
