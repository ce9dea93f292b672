package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Dialler;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.CredentialProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CaptureProperties.class)
class ConversationWiring {

    @Bean
    Captures captures(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            Dialler dialler,
            Outbox outbox,
            RestClient checkpointClient,
            CaptureProperties properties,
            MeterRegistry meters,
            Clock clock) {
        AtomicInteger open = meters.gauge("gapless.capture.connections", new AtomicInteger());
        // each caller has its own generator behind this
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        AccountCapture.Shared shared = new AccountCapture.Shared(
                catalog,
                credentials,
                dialler,
                outbox,
                new RemoteStreamStates(checkpointClient, clock, properties.stateTimeout()),
                properties,
                new Semaphore(properties.connecting()),
                open,
                meters,
                random,
                clock);
        return (assignment, epoch) -> {
            AccountCapture capture = new AccountCapture(assignment, epoch, shared);
            capture.start();
            return capture;
        };
    }
}
