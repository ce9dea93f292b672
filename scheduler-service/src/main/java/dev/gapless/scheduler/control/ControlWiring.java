package dev.gapless.scheduler.control;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.stops.StopService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the figures of control are put together. */
@Configuration(proxyBeanMethods = false)
class ControlWiring {

    private static final Duration EVERY = Duration.ofSeconds(5);

    @Bean
    RepeatingTask controlFiguresTicker(StopService stops, JdbcClient jdbc, MeterRegistry meters) {
        ControlFigures figures = new ControlFigures(stops, jdbc, meters);
        return new RepeatingTask("control-figures", EVERY, figures::refresh, meters);
    }
}
