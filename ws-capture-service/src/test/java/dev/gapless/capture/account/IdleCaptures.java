package dev.gapless.capture.account;

import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.capture.delivery.InFlightLimiter;
import dev.gapless.capture.fakes.FakeCapturePublisher;
import dev.gapless.capture.fakes.NoLedger;
import dev.gapless.capture.fakes.PlainSource;
import dev.gapless.capture.session.CaptureSessionFactory;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.token.RequestAuthenticator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Captures that never get a connection. Used by one thread. */
public final class IdleCaptures implements AccountCaptureFactory {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final List<AccountCapture> all = new ArrayList<>();
    private final AccountConnector attempts = new AccountConnector(
            source -> PlainSource.revision("1"),
            new AccountConnector.HandshakeIdentity(
                    new NoCredentials(), new RequestAuthenticator(AddressPolicy.PUBLIC_ONLY, Clock.systemUTC())),
            (call, listener) -> new ConnectResult.Unreachable("nobody is there"),
            new CaptureSessionFactory(
                    new FakeCapturePublisher(),
                    new InFlightLimiter(1_000, 1_000),
                    new NoLedger(),
                    Duration.ofSeconds(2),
                    () -> NOON),
            new ConnectionWatches(
                    new ManifestWatch(source -> PlainSource.revision("1")),
                    new HaltWatch(UpstreamGate.alwaysOpen(GuardedWork.CAPTURE))),
            new AccountConnector.ConnectTurns(new ConnectBudget(System::nanoTime, new CaptureShare()), Thread::sleep),
            new SupervisionProperties(Duration.ofSeconds(1), 1, Duration.ofDays(1)),
            new RecordLimit(1 << 20),
            new ConnectionMeters(new SimpleMeterRegistry()),
            NOON);

    @Override
    public AccountCapture begin(CaptureAssignment assignment, long epoch, @Nullable AccountCapture before) {
        AccountCapture capture = new AccountCapture(
                assignment,
                epoch,
                before,
                attempts,
                new ReconnectBackoff(new SplittableRandom(1)),
                Thread::sleep,
                NOON,
                state -> {});
        capture.start();
        all.add(capture);
        return capture;
    }

    public List<CaptureAssignment> begun() {
        return all.stream().map(AccountCapture::assignment).toList();
    }

    /** Those that have not ended, after a moment for those that are about to. */
    public List<CaptureAssignment> running() {
        return all.stream()
                .filter(capture -> !hasEnded(capture))
                .map(AccountCapture::assignment)
                .toList();
    }

    private static boolean hasEnded(AccountCapture capture) {
        try {
            return capture.awaitEnd(Duration.ofMillis(300));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class NoCredentials implements CredentialProvider {

        @Override
        public @Nullable Secret credential(String source, String account) {
            return null;
        }

        @Override
        public void refresh(String source, String account) {
            // there is nothing to forget
        }
    }
}
