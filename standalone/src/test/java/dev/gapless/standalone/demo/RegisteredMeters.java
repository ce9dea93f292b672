package dev.gapless.standalone.demo;

import dev.gapless.observability.MetricCatalogue;
import dev.gapless.observability.MetricEntry;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/** The meters of a running suite beside the catalogue that dashboards and alerts are written from. */
final class RegisteredMeters {

    private RegisteredMeters() {}

    /** Name, type, tags and service of each meter of ours are those of the catalogue. */
    static void assertCatalogued(GaplessSuite suite) {
        Map<String, MetricEntry> catalogue =
                MetricCatalogue.load().own().stream().collect(Collectors.toMap(MetricEntry::name, Function.identity()));
        SoftAssertions all = new SoftAssertions();
        for (SuiteService service : SuiteService.values()) {
            for (Meter meter :
                    suite.context(service).getBean(MeterRegistry.class).getMeters()) {
                Meter.Id id = meter.getId();
                if (id.getName().startsWith("gapless.")) {
                    MetricEntry entry = catalogue.get(id.getName());
                    all.assertThat(entry)
                            .as("%s of %s in the catalogue", id, service)
                            .isNotNull();
                    if (entry != null) {
                        compare(all, id, entry, service);
                    }
                }
            }
        }
        all.assertAll();
    }

    private static void compare(SoftAssertions all, Meter.Id id, MetricEntry entry, SuiteService service) {
        all.assertThat(entry.services()).as(id.getName()).contains(service.label());
        all.assertThat(id.getTags().stream().map(Tag::getKey).filter(key -> !key.equals("service")))
                .as(id.getName())
                .containsExactlyInAnyOrderElementsOf(entry.tags());
        all.assertThat(type(entry)).as(id.getName()).isEqualTo(id.getType());
    }

    private static Meter.Type type(MetricEntry entry) {
        return switch (entry.type()) {
            case COUNTER -> Meter.Type.COUNTER;
            case GAUGE -> Meter.Type.GAUGE;
            case TIMER, HISTOGRAM -> Meter.Type.TIMER;
        };
    }
}
