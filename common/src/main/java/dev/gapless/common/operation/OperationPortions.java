package dev.gapless.common.operation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a publishing job has come, portion by portion, with what former replicas have sent of the portion that was
 * under way. Used by one thread.
 *
 * <ol>
 *   <li>{@link #begin} before a portion: the job saves the position with its progress.
 *   <li>The job sends the units of the portion for which {@link #isSent} is false.
 *   <li>{@link #end} behind it, and {@link #finish} behind the last.
 * </ol>
 */
public final class OperationPortions {

    private final OperationPublisher publisher;
    private final Collection<String> topics;

    /** Units that Kafka has already, behind {@link #after}. */
    private final TreeSet<String> ahead;

    private Map<String, Map<Integer, Long>> ends;
    private @Nullable String after;
    private long done;

    /**
     * Reads which units former replicas have sent.
     *
     * @param topics where the job sends to
     * @param saved where it goes on
     * @param order of the units
     */
    public OperationPortions(
            OperationRun run,
            OperationPublisher publisher,
            Collection<String> topics,
            OperationPosition saved,
            Comparator<String> order) {
        this.publisher = publisher;
        this.topics = topics;
        this.ends = saved.ends();
        this.after = saved.after();
        this.done = run.operation().progress().done();
        this.ahead = new TreeSet<>(order);
        ahead.addAll(publisher.published(run.id(), ends));
        if (after != null) {
            ahead.headSet(after, true).clear();
        }
    }

    /** The last unit that is acknowledged; null before the first. */
    public @Nullable String after() {
        return after;
    }

    /** Units that are acknowledged, by whichever replica. */
    public long done() {
        return done;
    }

    /**
     * The position to save before a portion. While units of a former replica are ahead it keeps that replica's ends:
     * the replica that takes over must find them, too.
     */
    public OperationPosition begin() {
        if (ahead.isEmpty()) {
            ends = publisher.ends(topics);
        }
        return new OperationPosition(after, ends);
    }

    /** True when Kafka has the unit already. */
    public boolean isSent(String unit) {
        return ahead.contains(unit);
    }

    /** How many units Kafka has already that are none of these: they are decided by now. */
    public long aheadBeside(Collection<String> units) {
        Set<String> left = Set.copyOf(units);
        return ahead.stream().filter(unit -> !left.contains(unit)).count();
    }

    /**
     * All units up to {@code last} are acknowledged.
     *
     * @param sent how many of them this replica sent
     */
    public void end(String last, long sent) {
        Set<String> passed = ahead.headSet(last, true);
        done += passed.size() + sent;
        passed.clear();
        after = last;
    }

    /**
     * No unit is left. What a former replica sent, and is decided by now, is no unit any more and counts all the same.
     */
    public OperationPosition finish() {
        done += ahead.size();
        ahead.clear();
        return new OperationPosition(after, Map.of());
    }
}
