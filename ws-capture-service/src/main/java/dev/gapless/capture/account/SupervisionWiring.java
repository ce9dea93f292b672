package dev.gapless.capture.account;

import dev.gapless.capture.connection.WebSocketConnector;
import dev.gapless.capture.liveness.MonotonicClock;
import dev.gapless.capture.session.CaptureSessionFactory;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.ControlFollower;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.token.RequestAuthenticator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SupervisionProperties.class)
@Import(ControlFollower.class)
class SupervisionWiring {

    private static final Duration STATE_INTERVAL = Duration.ofSeconds(1);

    @Bean
    ManifestWatch manifestWatch(ConnectorCatalog catalog) {
        return new ManifestWatch(catalog);
    }

    @Bean
    RepeatingTask manifestLook(ManifestWatch watch, SupervisionProperties properties, MeterRegistry meters) {
        return RepeatingTask.afterPause("manifests", properties.manifestWatch(), watch::look, meters);
    }

    @Bean
    GuardedWork guardedWork() {
        return GuardedWork.CAPTURE;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    HaltWatch haltWatch(UpstreamGate gate) {
        return new HaltWatch(gate);
    }

    @Bean
    CaptureShare captureShare() {
        return new CaptureShare();
    }

    @Bean
    CaptureStateReporter captureStateReporter(@Qualifier("schedulerClient") RestClient scheduler) {
        return new CaptureStateReporter(states -> scheduler
                .post()
                .uri("/internal/v1/capture-states")
                .contentType(MediaType.APPLICATION_JSON)
                .body(states)
                .retrieve()
                .toBodilessEntity());
    }

    @Bean
    RepeatingTask captureStateReports(CaptureStateReporter states, MeterRegistry meters) {
        return RepeatingTask.afterPause("capture-states", STATE_INTERVAL, states::send, meters);
    }

    @Bean
    RequestAuthenticator handshakeAuthenticator(AddressPolicy policy, Clock clock) {
        return new RequestAuthenticator(policy, clock);
    }

    @Bean
    AccountCaptureFactory captures(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            RequestAuthenticator handshakeAuthenticator,
            WebSocketConnector socketConnector,
            CaptureSessionFactory sessionFactory,
            ManifestWatch manifests,
            CaptureShare share,
            SupervisionProperties properties,
            PlatformProperties platform,
            CaptureStateReporter states,
            HaltWatch halts,
            MeterRegistry meters,
            Clock clock) {
        AccountConnector attempts = new AccountConnector(
                catalog,
                new AccountConnector.HandshakeIdentity(credentials, handshakeAuthenticator),
                socketConnector,
                sessionFactory,
                new ConnectionWatches(manifests, halts),
                new AccountConnector.ConnectTurns(new ConnectBudget(System::nanoTime, share), Thread::sleep),
                properties,
                new RecordLimit(Math.toIntExact(platform.topics().maxRecord().toBytes())),
                new ConnectionMeters(meters),
                clock);
        Clock steady = MonotonicClock.from(clock);
        // each caller has its own generator behind this
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return (assignment, epoch, before) -> {
            AccountCapture capture = new AccountCapture(
                    assignment, epoch, before, attempts, new ReconnectBackoff(random), Thread::sleep, steady, states);
            capture.start();
            return capture;
        };
    }
}
