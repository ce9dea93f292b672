package dev.gapless.standalone.suite;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.MapPropertySource;

/**
 * How a suite is started.
 *
 * @param home its data directory
 * @param portBase first port; 0 for any that are free
 * @param progress told, in a few words, what is being started
 * @param shape what a test or a fault run changes of a service before it starts; the identity in production
 * @param withoutKafka true when Kafka comes later than the services: a fault run starts it
 */
public record SuiteOptions(
        SuiteHome home,
        int portBase,
        Consumer<String> progress,
        BiFunction<SuiteService, SpringApplicationBuilder, SpringApplicationBuilder> shape,
        boolean withoutKafka) {

    /** With all servers. */
    public SuiteOptions(
            SuiteHome home,
            int portBase,
            Consumer<String> progress,
            BiFunction<SuiteService, SpringApplicationBuilder, SpringApplicationBuilder> shape) {
        this(home, portBase, progress, shape, false);
    }

    public static SuiteOptions of(SuiteHome home, int portBase, Consumer<String> progress) {
        return new SuiteOptions(home, portBase, progress, (service, application) -> application);
    }

    /** The same with more properties of all services, as {@code name=value}. */
    public SuiteOptions with(List<String> properties) {
        return new SuiteOptions(
                home,
                portBase,
                progress,
                (service, application) ->
                        shape.apply(service, application).properties(properties.toArray(String[]::new)),
                withoutKafka);
    }

    /** The same with properties of all services that replace the suite's own. */
    public SuiteOptions replacing(Map<String, Object> properties) {
        return new SuiteOptions(
                home,
                portBase,
                progress,
                (service, application) -> shape.apply(service, application)
                        .initializers(context -> context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("replacing", properties))),
                withoutKafka);
    }

    /** The same, but Kafka is not started with the other servers. */
    public SuiteOptions whenKafkaIsLate() {
        return new SuiteOptions(home, portBase, progress, shape, true);
    }

    /** The same for a source whose wrong answers last no minute: what one walk is not believed is walked again soon. */
    public SuiteOptions confirmingSoon() {
        return with(List.of("gapless.miner.slice.confirm-after=2s"));
    }
}
