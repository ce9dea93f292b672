package dev.gapless.standalone.suite;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * How a suite is started.
 *
 * @param home its data directory
 * @param portBase first port; 0 for any that are free
 * @param progress told, in a few words, what is being started
 * @param shape what a test or a fault run changes of a service before it starts; the identity in production
 */
public record SuiteOptions(
        SuiteHome home,
        int portBase,
        Consumer<String> progress,
        BiFunction<Service, SpringApplicationBuilder, SpringApplicationBuilder> shape) {

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
                        shape.apply(service, application).properties(properties.toArray(String[]::new)));
    }

    /** The same for a source whose wrong answers last no minute: what one walk is not believed is walked again soon. */
    public SuiteOptions confirmingSoon() {
        return with(List.of("gapless.miner.slice.confirm-after=2s"));
    }
}
