package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.DialException;
import dev.gapless.capture.connection.Dialler;
import dev.gapless.capture.connection.Link;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.SourceSpec;
import dev.gapless.common.connector.manifest.part.NetworkRule;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.platform.CatalogUnavailableException;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.common.platform.UnknownSourceException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures one account for as long as it is assigned, one connection after the other, on a virtual thread of its own.
 */
public final class AccountCapture {

    private static final Logger LOG = LoggerFactory.getLogger(AccountCapture.class);

    /** What all accounts of this process share. */
    record Shared(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            Dialler dialler,
            Outbox outbox,
            StreamStates states,
            CaptureProperties properties,
            Semaphore connecting,
            AtomicInteger open,
            MeterRegistry meters,
            RandomGenerator random,
            Clock clock) {}

    private final CaptureAssignment assignment;
    private final long epoch;
    private final Shared shared;
    private final Reconnection reconnection;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile Inbox inbox;

    AccountCapture(CaptureAssignment assignment, long epoch, Shared shared) {
        this.assignment = assignment;
        this.epoch = epoch;
        this.shared = shared;
        this.reconnection = new Reconnection(shared.random());
        this.inbox = new Inbox(shared.clock());
        this.thread = Thread.ofVirtual().name("capture-" + assignment.key()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    public CaptureAssignment assignment() {
        return assignment;
    }

    /** Asks it to end; does not wait. */
    public void stop() {
        stop.countDown();
        inbox.stop();
    }

    /** False when it has not ended in time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return thread.join(patience);
    }

    private void run() {
        try {
            while (stop.getCount() > 0) {
                Ending ending = connectAndConverse();
                if (ending.stopped()) {
                    return;
                }
                LOG.info("capture-connection-ended account={} cause=\"{}\"", assignment.key(), ending.cause());
                Duration wait = ending.atOnce()
                        ? reconnection.atOnce(shared.clock().instant())
                        : reconnection.after(ending.lived());
                if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Ending connectAndConverse() throws InterruptedException {
        String source = assignment.source();
        try {
            Connector connector = shared.catalog().connector(source);
            return converse(connector);
        } catch (UnknownSourceException | CatalogUnavailableException e) {
            return notConnected(e.getMessage());
        } catch (RuntimeException e) {
            // one account's trouble, even one of our own making, ends one connection and never the capture
            LOG.error("capture-connection-failed account={}", assignment.key(), e);
            return notConnected(e.getClass().getSimpleName());
        }
    }

    private Ending converse(Connector connector) throws InterruptedException {
        SourceSpec spec = connector.spec();
        Inbox events = new Inbox(shared.clock());
        inbox = events;
        if (stop.getCount() == 0) {
            return new Ending("stopped", false, true, Duration.ZERO);
        }
        Link link;
        shared.connecting().acquire();
        try {
            link = shared.dialler().dial(call(connector, spec), events);
            count("gapless.capture.connects", "result", "ok");
        } catch (DialException e) {
            count("gapless.capture.connects", "result", e.unauthorised() ? "unauthorised" : "failed");
            shared.meters()
                    .counter(
                            "gapless.upstream.calls",
                            "source",
                            spec.source(),
                            "door",
                            "websocket",
                            "result",
                            e.unauthorised() ? "client_error" : "network")
                    .increment();
            if (e.unauthorised()) {
                shared.credentials().refresh(assignment.source(), assignment.account());
            }
            return notConnected(e.getMessage());
        } finally {
            shared.connecting().release();
        }
        shared.meters()
                .counter("gapless.upstream.calls", "source", spec.source(), "door", "websocket", "result", "ok")
                .increment();
        shared.open().incrementAndGet();
        try {
            Ending ending = new Conversation(
                            spec,
                            assignment.account(),
                            Set.copyOf(assignment.streams()),
                            epoch,
                            connector.session(assignment.account()),
                            link,
                            events,
                            shared.outbox(),
                            shared.states(),
                            shared.properties(),
                            shared.clock())
                    .run();
            count("gapless.capture.disconnects", "cause", ending.stopped() ? "stopped" : "lost");
            return ending;
        } finally {
            shared.open().decrementAndGet();
        }
    }

    private Dialler.Call call(Connector connector, SourceSpec spec) {
        return new Dialler.Call(
                URI.create(spec.socket().urlFor(assignment.account())),
                spec.authentication()
                        .headers(shared.credentials().credential(assignment.source(), assignment.account())),
                NetworkRule.of(connector),
                spec.socket().maxFrameBytes(),
                shared.properties().connectTimeout());
    }

    private static Ending notConnected(@org.jspecify.annotations.Nullable String cause) {
        return new Ending(cause == null ? "unknown" : cause, false, false, Duration.ZERO);
    }

    private void count(String name, String tag, String value) {
        shared.meters().counter(name, "source", assignment.source(), tag, value).increment();
    }
}
