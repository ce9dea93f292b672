package dev.gapless.capture.assignments;

import dev.gapless.capture.conversation.AccountCapture;
import dev.gapless.capture.conversation.Captures;
import dev.gapless.common.message.CaptureAssignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The captures that run, by the partition their assignment came from. Used by the consumer's thread alone. */
final class Assigned {

    private static final Logger LOG = LoggerFactory.getLogger(Assigned.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private record Running(int partition, AccountCapture capture) {}

    private final Map<String, Running> byAccount = new HashMap<>();
    private final Captures captures;

    Assigned(Captures captures) {
        this.captures = captures;
    }

    /** @param assignment null ends the account's capture; the same one again changes nothing */
    void apply(int partition, String account, @Nullable CaptureAssignment assignment, long epoch)
            throws InterruptedException {
        Running running = byAccount.get(account);
        if (running != null && Objects.equals(running.capture().assignment(), assignment)) {
            return;
        }
        if (running != null) {
            byAccount.remove(account);
            end(List.of(running));
        }
        if (assignment != null && !assignment.streams().isEmpty()) {
            byAccount.put(account, new Running(partition, captures.begin(assignment, epoch)));
        }
    }

    /**
     * Ends what came from these partitions, and waits until their windows are closed, because another process begins
     * with them next.
     */
    void end(Collection<Integer> partitions) throws InterruptedException {
        List<Running> ending = new ArrayList<>();
        byAccount.values().removeIf(running -> partitions.contains(running.partition()) && ending.add(running));
        end(ending);
    }

    void endAll() throws InterruptedException {
        List<Running> ending = new ArrayList<>(byAccount.values());
        byAccount.clear();
        end(ending);
    }

    private static void end(List<Running> ending) throws InterruptedException {
        ending.forEach(running -> running.capture().stop());
        long end = System.nanoTime() + PATIENCE.toNanos();
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
