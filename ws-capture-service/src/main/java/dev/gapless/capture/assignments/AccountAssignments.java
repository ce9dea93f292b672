package dev.gapless.capture.assignments;

import dev.gapless.capture.account.AccountCapture;
import dev.gapless.capture.account.AccountCaptureFactory;
import dev.gapless.common.message.CaptureAssignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The captures that run, by the partition their assignment came from. Used by the consumer's thread alone. */
final class AccountAssignments {

    private static final Logger LOG = LoggerFactory.getLogger(AccountAssignments.class);

    private record Running(int partition, AccountCapture capture) {}

    private final Map<Integer, Map<String, Optional<CaptureAssignment>>> read = new HashMap<>();
    private final Map<String, Running> byAccount = new HashMap<>();
    private final AccountCaptureFactory captures;
    private final Duration patience;

    /** @param patience for captures that end */
    AccountAssignments(AccountCaptureFactory captures, Duration patience) {
        this.captures = captures;
        this.patience = patience;
    }

    /**
     * Only notes it: a later record may take it back.
     *
     * @param assignment null ends the account's capture
     */
    void read(int partition, String account, @Nullable CaptureAssignment assignment) {
        read.computeIfAbsent(partition, number -> new HashMap<>()).put(account, Optional.ofNullable(assignment));
    }

    /** Everything of the partition has been read: what was noted last is what to do. */
    void caughtUp(int partition, long epoch) {
        Map<String, Optional<CaptureAssignment>> newest = read.remove(partition);
        if (newest != null) {
            newest.forEach((account, assignment) -> apply(partition, account, assignment.orElse(null), epoch));
        }
    }

    private void apply(int partition, String account, @Nullable CaptureAssignment assignment, long epoch) {
        Running running = byAccount.get(account);
        AccountCapture before = running == null ? null : running.capture();
        if (before != null && assignment != null && before.assignment().asksTheSameAs(assignment)) {
            return;
        }
        if (before != null) {
            before.stop();
            byAccount.remove(account);
        }
        if (assignment != null && !assignment.streams().isEmpty()) {
            byAccount.put(account, new Running(partition, captures.begin(assignment, epoch, before)));
        }
    }

    /**
     * Ends what came from these partitions, and waits until their windows are closed, because another process begins
     * with them next.
     */
    void end(Collection<Integer> partitions) throws InterruptedException {
        partitions.forEach(read::remove);
        List<Running> ending = new ArrayList<>();
        byAccount.values().removeIf(running -> partitions.contains(running.partition()) && ending.add(running));
        end(ending);
    }

    void endAll() throws InterruptedException {
        read.clear();
        List<Running> ending = new ArrayList<>(byAccount.values());
        byAccount.clear();
        end(ending);
    }

    private void end(List<Running> ending) throws InterruptedException {
        ending.forEach(running -> running.capture().stop());
        long end = System.nanoTime() + patience.toNanos();
        for (Running running : ending) {
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            if (!running.capture().awaitEnd(left)) {
                LOG.warn(
                        "capture-still-ending account={}",
                        running.capture().assignment().key());
            }
        }
    }
}
