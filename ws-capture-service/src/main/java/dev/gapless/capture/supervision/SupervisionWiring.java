package dev.gapless.capture.supervision;

import dev.gapless.capture.connection.Dialler;
import dev.gapless.capture.conversation.Conversations;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.CredentialProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SupervisionProperties.class)
class SupervisionWiring {

    @Bean(initMethod = "start", destroyMethod = "close")
    ManifestWatch manifestWatch(ConnectorCatalog catalog, SupervisionProperties properties) {
        return new ManifestWatch(catalog, properties.manifestWatch());
    }

    @Bean
    Captures captures(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            Dialler dialler,
            Conversations conversations,
            ManifestWatch manifests,
            SupervisionProperties properties,
            MeterRegistry meters,
            Clock clock) {
        Attempts attempts = new Attempts(
                catalog,
                credentials,
                dialler,
                conversations,
                manifests,
                properties,
                new ConnectionMeters(meters),
                clock);
        // each caller has its own generator behind this
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return (assignment, epoch, before) -> {
            AccountCapture capture = new AccountCapture(
                    assignment, epoch, before, attempts, new Reconnection(random), Thread::sleep, clock);
            capture.start();
            return capture;
        };
    }
}
