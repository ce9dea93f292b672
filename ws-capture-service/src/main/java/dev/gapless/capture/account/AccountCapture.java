package dev.gapless.capture.account;

import dev.gapless.capture.session.CaptureSession;
import dev.gapless.capture.session.SessionEnd;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.CaptureState;
import dev.gapless.common.retry.RetrySleeper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures one account for as long as it is assigned, one connection after the other, on a virtual thread of its own.
 * Nothing but {@link #stop} ends it.
 */
public final class AccountCapture implements AccountConnector.SessionHolder {

    private static final Logger LOG = LoggerFactory.getLogger(AccountCapture.class);
    private static final Duration PREDECESSOR = Duration.ofSeconds(5);

    private final CaptureAssignment assignment;
    private final long epoch;
    private final AccountConnector attempts;
    private final ReconnectBackoff reconnection;
    private final RetrySleeper pause;
    private final Clock clock;
    private final CaptureStateSink states;
    private final @Nullable AccountCapture before;
    private final Thread thread;
    private final Set<String> awaited = new TreeSet<>();

    private @Nullable CaptureSession captureSession;
    private boolean stopping;
    private boolean credentialTried;

    /**
     * @param before the account's capture until now, which is ending; null when there is none
     * @param clock goes on evenly, whatever happens to the machine's
     * @param states hears of each change of the account's state
     */
    AccountCapture(
            CaptureAssignment assignment,
            long epoch,
            @Nullable AccountCapture before,
            AccountConnector attempts,
            ReconnectBackoff reconnection,
            RetrySleeper pause,
            Clock clock,
            CaptureStateSink states) {
        this.assignment = assignment;
        this.epoch = epoch;
        this.before = before;
        this.attempts = attempts;
        this.reconnection = reconnection;
        this.pause = pause;
        this.clock = clock;
        this.states = states;
        this.thread = Thread.ofVirtual().name("capture-" + assignment.key()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    public CaptureAssignment assignment() {
        return assignment;
    }

    /** Asks it to end; does not wait. */
    public synchronized void stop() {
        stopping = true;
        if (captureSession == null) {
            thread.interrupt();
        } else {
            captureSession.stop();
        }
    }

    /** False when it has not ended in time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return thread.join(patience);
    }

    @Override
    public synchronized boolean begins(CaptureSession begun, Set<String> streams) {
        if (!stopping) {
            captureSession = begun;
            awaited.clear();
            awaited.addAll(streams);
            reportConfirmations();
        }
        return !stopping;
    }

    @Override
    public synchronized void confirmed(String stream) {
        if (awaited.remove(stream)) {
            reportConfirmations();
        }
    }

    private void reportConfirmations() {
        states.report(
                awaited.isEmpty()
                        ? CaptureState.capturing(assignment, epoch)
                        : CaptureState.unconfirmed(assignment, epoch, List.copyOf(awaited)));
    }

    @Override
    public synchronized void ended() {
        captureSession = null;
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private void run() {
        try {
            if (before != null && !before.awaitEnd(PREDECESSOR)) {
                LOG.warn("capture-predecessor-still-ending account={}", assignment.key());
            }
            attempts.forget(assignment);
            while (!isStopping()) {
                Duration wait = waitAfter(attempts.attempt(assignment, epoch, this));
                if (wait.isPositive() && !isStopping()) {
                    pause.pause(wait);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration waitAfter(ConnectAttemptResult outcome) {
        return switch (outcome) {
            case ConnectAttemptResult.Stopped stopped -> Duration.ZERO;
            case ConnectAttemptResult.Ended(SessionEnd ending) -> {
                credentialTried = false;
                yield logged(ending.cause().tag(), ending.detail(), waitAfter(ending));
            }
            case ConnectAttemptResult.NotConnected(String reason, Duration atLeast) -> {
                Duration ours = reconnection.afterFailure();
                yield logged("not-connected", reason, ours.compareTo(atLeast) < 0 ? atLeast.plus(ours) : ours);
            }
            case ConnectAttemptResult.CredentialRefused(int status) -> {
                boolean again = credentialTried;
                credentialTried = true;
                yield logged(
                        "credential-refused",
                        Integer.toString(status),
                        again ? reconnection.afterFailure() : Duration.ZERO);
            }
            case ConnectAttemptResult.NotReady(String reason) -> {
                LOG.debug("capture-not-ready account={} cause=\"{}\"", assignment.key(), reason);
                yield reported("not-ready", reason, reconnection.shortly());
            }
            case ConnectAttemptResult.Withheld withheld -> reconnection.shortly();
            case ConnectAttemptResult.Broken(String reason) -> logged("broken", reason, reconnection.afterFailure());
        };
    }

    private Duration waitAfter(SessionEnd ending) {
        if (ending.atOnce()) {
            return reconnection.atOnce(clock.instant());
        }
        return ending.healthy() ? reconnection.afterHealth() : reconnection.afterFailure();
    }

    private Duration logged(String event, String detail, Duration wait) {
        LOG.info(
                "capture-connection account={} event={} detail=\"{}\" next_in_ms={}",
                assignment.key(),
                event,
                detail,
                wait.toMillis());
        return reported(event, detail, wait);
    }

    private Duration reported(String cause, String detail, Duration wait) {
        states.report(CaptureState.waiting(assignment, epoch, cause, detail, wait.toMillis()));
        return wait;
    }
}
