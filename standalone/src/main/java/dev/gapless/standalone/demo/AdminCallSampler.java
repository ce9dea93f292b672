package dev.gapless.standalone.demo;

import dev.gapless.standalone.api.RefusedException;
import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the scheduler as an operator does, once a second: reads the status, and applies the manifest that is applied
 * already. A call that gets no answer, 429 or 5xx is tried again after 1, 2, 4 and 8 s. One that fails then has failed.
 */
final class AdminCallSampler {

    private static final Logger LOG = LoggerFactory.getLogger(AdminCallSampler.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 5;
    private static final int TOO_MANY_REQUESTS = 429;

    /** One call. */
    @FunctionalInterface
    interface AdminCall {
        void run() throws IOException, InterruptedException;
    }

    private final AdminCall read;
    private final AdminCall write;
    private final Duration firstPause;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("admin-call-sampler").daemon().unstarted(this::run);
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** @param manifest the sandbox's, as it was applied */
    static AdminCallSampler of(RestApi scheduler, byte[] manifest) {
        return new AdminCallSampler(
                () -> scheduler.get("/v1/status"),
                () -> scheduler.put("/v1/sources/" + FollowedSandbox.SOURCE, "application/yaml", manifest),
                FIRST_PAUSE);
    }

    /** @param firstPause before the second try; doubled with each */
    AdminCallSampler(AdminCall read, AdminCall write, Duration firstPause) {
        this.read = read;
        this.write = write;
        this.firstPause = firstPause;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(1, TimeUnit.SECONDS)) {
                call(calls.get() % 2 == 0 ? read : write);
            }
        } catch (InterruptedException e) {
            LOG.debug("admin-call-sampler-interrupted");
        }
    }

    void call(AdminCall call) throws InterruptedException {
        Duration pause = firstPause;
        for (int tries = 1; ; tries++) {
            try {
                call.run();
                break;
            } catch (IOException e) {
                LOG.info("admin-call-not-answered tries={} cause={}", tries, e.toString());
                if (tries == MOST_TRIES || !worthAnotherTry(e)) {
                    failed.incrementAndGet();
                    break;
                }
                repeated.incrementAndGet();
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
        calls.incrementAndGet();
    }

    private static boolean worthAnotherTry(IOException failure) {
        return !(failure instanceof RefusedException refused)
                || refused.status() >= 500
                || refused.status() == TOO_MANY_REQUESTS;
    }

    /** Ends the calls; waits for the one under way. */
    void stop() throws InterruptedException {
        stopping.countDown();
        if (thread.isAlive()) {
            thread.join();
        }
    }

    long failed() {
        return failed.get();
    }

    /** For people. */
    String summary() {
        return "admin calls %d, tried again %d, failed %d".formatted(calls.get(), repeated.get(), failed.get());
    }
}
