package dev.gapless.common.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The gauges of one name, one for each set of tags that ever had a value. They are registered once and never replaced,
 * because a page that is read in the middle of a replacement shows a gauge twice, and fails.
 */
public final class TaggedGauges {

    private final MeterRegistry meters;
    private final String name;
    private final String description;
    private final double none;
    private final ConcurrentMap<Tags, AtomicReference<Double>> values = new ConcurrentHashMap<>();

    private TaggedGauges(MeterRegistry meters, String name, String description, double none) {
        this.meters = meters;
        this.name = name;
        this.description = description;
        this.none = none;
    }

    /**
     * Of amounts: what had a value once and has none now is 0.
     *
     * @param name with the unit's name as its last part, where there is a unit
     */
    public static TaggedGauges ofAmounts(MeterRegistry meters, String name, String description) {
        return new TaggedGauges(meters, name, description, 0);
    }

    /**
     * Of shares and means, where 0 would say something: what had a value once and has none now is not a number.
     *
     * @param name with the unit's name as its last part, where there is a unit
     */
    public static TaggedGauges ofShares(MeterRegistry meters, String name, String description) {
        return new TaggedGauges(meters, name, description, Double.NaN);
    }

    /** Shows these and no others. */
    public void show(Map<Tags, Double> figures) {
        values.forEach((tags, value) -> value.set(figures.getOrDefault(tags, none)));
        figures.forEach(
                (tags, figure) -> values.computeIfAbsent(tags, this::register).set(figure));
    }

    private AtomicReference<Double> register(Tags tags) {
        AtomicReference<Double> value = new AtomicReference<>(none);
        Gauge.builder(name, value::get)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(meters);
        return value;
    }
}
