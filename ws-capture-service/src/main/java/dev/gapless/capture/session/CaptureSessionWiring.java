package dev.gapless.capture.session;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.capture.delivery.InFlightLimiter;
import dev.gapless.capture.liveness.MonotonicClock;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CaptureSessionProperties.class)
class CaptureSessionWiring {

    @Bean
    CaptureSessionFactory sessionFactory(
            CapturePublisher outbox,
            InFlightLimiter inFlight,
            StreamStateClient states,
            CaptureSessionProperties properties,
            Clock clock) {
        return new CaptureSessionFactory(
                outbox, inFlight, states, properties.reportInterval(), () -> MonotonicClock.from(clock));
    }
}
