package dev.gapless.common.platform;

import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.message.StopReceipt;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Tells the scheduler which generation this replica obeys: at once after a change, then regularly, and while stops hold
 * four times as often. A scheduler that is away is told later; obeying does not wait for it.
 */
final class StopReceiptSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StopReceiptSender.class);
    private static final Duration LAST = Duration.ofSeconds(2);
    private static final int OFTENER_WHILE_STOPPED = 4;

    private final RestClient scheduler;
    private final UpstreamGate gate;
    private final String service;
    private final String instance;
    private final LastDurable durable;
    private final String process = UUID.randomUUID().toString().substring(0, 8);
    private final Duration every;
    private final Semaphore changes = new Semaphore(0);

    /** No virtual one: under load those wait for each other's turns. */
    private final Thread thread =
            Thread.ofPlatform().name("stop-receipts").daemon().unstarted(this::run);

    private volatile boolean closed;

    /** When the gate changed last; the first look at the topic is such a change too. */
    private volatile long changedNanos = System.nanoTime();

    /** The generation that the scheduler has taken a receipt of; of this sender's own thread. */
    private long told;

    StopReceiptSender(
            RestClient scheduler,
            UpstreamGate gate,
            String service,
            String instance,
            Duration every,
            LastDurable durable) {
        this.scheduler = scheduler;
        this.gate = gate;
        this.service = service;
        this.instance = instance;
        this.every = every;
        this.durable = durable;
    }

    void start() {
        gate.onChange(this::changed);
        thread.start();
    }

    private void changed() {
        changedNanos = System.nanoTime();
        changes.release();
    }

    private void run() {
        try {
            while (!closed) {
                tell();
                Duration pause = gate.hasStops() ? every.dividedBy(OFTENER_WHILE_STOPPED) : every;
                if (changes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        long generation = gate.generation();
        long begun = System.nanoTime();
        if (send(false) && generation != told) {
            told = generation;
            LOG.info(
                    "stops-acknowledged generation={} waited={}ms taken={}ms",
                    generation,
                    TimeUnit.NANOSECONDS.toMillis(begun - changedNanos),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
    }

    /** @return whether the scheduler has taken it */
    private boolean send(boolean leaving) {
        try {
            scheduler
                    .post()
                    .uri("/internal/v1/stop-receipts")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new StopReceipt(
                            service,
                            instance,
                            process,
                            gate.generation(),
                            gate.inFlightOfStopped(),
                            leaving,
                            durable.last()))
                    .retrieve()
                    .toBodilessEntity();
            return true;
        } catch (RestClientException e) {
            LOG.debug(
                    "stop-receipt-not-taken generation={} cause={}",
                    gate.generation(),
                    e.getClass().getSimpleName());
            return false;
        }
    }

    /** The last word: a replica that has left is not waited for. */
    @Override
    public void close() {
        closed = true;
        changes.release();
        try {
            if (!thread.join(LAST)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean _ = send(true);
    }
}
