package dev.gapless.capture.coverage;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.StreamSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The windows of one connection, by stream. {@link #reach} may come from the producer's thread. */
public final class CoverageWindows {

    private static final Logger LOG = LoggerFactory.getLogger(CoverageWindows.class);

    /**
     * How a record came.
     *
     * @param window null before one is open
     */
    public record WindowRef(@Nullable String window, long generation) {}

    private final String id;
    private final Function<String, StreamId> streams;
    private final long epoch;
    private final CapturePublisher outbox;
    private final Clock clock;
    private final Map<String, LiveWindow> open = new ConcurrentHashMap<>();
    private final Set<CoverageRetraction> retractions = ConcurrentHashMap.newKeySet();
    private final Function<String, @Nullable Long> lateness;
    private int made;

    /**
     * @param id names the connection among all that ever were
     * @param epoch the group's generation in which this process was given the account
     * @param lateness how late a stream's items come, in µs; null where it is not measured
     */
    public CoverageWindows(
            String id,
            Function<String, StreamId> streams,
            long epoch,
            CapturePublisher outbox,
            Clock clock,
            Function<String, @Nullable Long> lateness) {
        this.id = id;
        this.lateness = lateness;
        this.streams = streams;
        this.epoch = epoch;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Names the connection among all that ever were. */
    public String connection() {
        return id;
    }

    /** The source has confirmed the subscription. An earlier window of the stream ends where it is. */
    public void open(StreamSpec stream, LiveEffect.OpenWindow opened) {
        LiveWindow window = new LiveWindow(
                nextId(stream.name()),
                streams.apply(stream.name()),
                opened.evidence(),
                stream.aspects(),
                opened.from(),
                epoch,
                opened.generation(),
                opened.frontier());
        LiveWindow before = open.get(stream.name());
        if (before != null) {
            window.follow(before);
        }
        open.put(stream.name(), window);
        if (before != null) {
            before.close();
            report(before);
        }
        report(window);
    }

    public WindowRef provenance(String stream) {
        LiveWindow window = open.get(stream);
        return window == null ? new WindowRef(null, 0) : new WindowRef(window.id(), window.generation());
    }

    /**
     * The claim has taken effect.
     *
     * @param captured the records that it stands on
     */
    public void reach(LiveEffect.AdvanceCoverage claim, OffsetVector captured) {
        if (claim.stream() == null) {
            open.values().forEach(window -> window.reach(claim.to(), claim.anchors(), captured));
        } else {
            LiveWindow window = open.get(claim.stream());
            if (window != null) {
                window.reach(claim.to(), claim.anchors(), captured);
            }
        }
    }

    /** Closes the stream's window where it is. Claims that take effect later find none. */
    public void close(String stream) {
        LiveWindow window = open.remove(stream);
        if (window != null) {
            window.close();
            report(window);
        }
    }

    /**
     * What was claimed of the retracted range is taken back. An open window of the stream ends, and a new one begins
     * behind the range. The retraction is told again until Kafka has it.
     */
    public void retract(LiveEffect.RetractCoverage retracted) {
        if (retracted.from() >= retracted.to()) {
            return;
        }
        LiveWindow before = open.get(retracted.stream());
        if (before != null) {
            open.put(retracted.stream(), before.behind(nextId(retracted.stream()), retracted.to()));
            before.close();
            report(before);
        }
        retractions.add(new CoverageRetraction(
                streams.apply(retracted.stream()),
                retracted.from(),
                retracted.to(),
                null,
                retracted.cause(),
                epoch,
                clock.instant()));
        tell(List.copyOf(retractions), failure -> {});
        LiveWindow after = open.get(retracted.stream());
        if (after != null) {
            report(after);
        }
    }

    private void tell(List<CoverageRetraction> untold, Consumer<@Nullable Exception> then) {
        for (CoverageRetraction retraction : untold) {
            outbox.retract(retraction, failure -> {
                if (failure == null) {
                    retractions.remove(retraction);
                }
                then.accept(failure);
            });
        }
    }

    /**
     * Keeps the fingerprints of positions that are not claimed yet.
     *
     * @return false when Kafka did not say in time that it has them
     */
    public boolean anchor(LiveEffect.SaveAnchors anchored, Duration patience) {
        LiveWindow window = open.get(anchored.stream());
        if (window == null) {
            return true;
        }
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        outbox.coverage(
                window.anchoring(anchored.anchors(), clock.instant()), failure -> kept.complete(failure == null));
        return kept.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Tells what is new of each, and of those that have been silent that they are still there. */
    public void reportDue() {
        tell(List.copyOf(retractions), failure -> {});
        open.values().forEach(window -> {
            CoverageReport report = window.reportIfDue(clock.instant(), measured(window));
            if (report != null) {
                send(window, report, failure -> {});
            }
        });
    }

    /**
     * Sends all reports of the stream, and behind them an empty window of its own. When that has been applied, so have
     * all reports before it, by any process. A report of an open window would not do, because an earlier one of it may
     * have been applied already.
     *
     * @return the empty window's id
     */
    public String barrier(String stream, Consumer<Exception> failed) {
        LiveWindow window = open.get(stream);
        if (window != null) {
            report(window);
        }
        CoverageReport barrier = new CoverageReport(
                new CoverageReport.WindowRef(
                        nextId(stream + ":barrier"), streams.apply(stream), IngestPath.LIVE, epoch, 0),
                new CoverageReport.ClaimedRange(0, 0, Evidence.PAGE_WALK, Set.of(), false),
                CoverageReport.StreamHints.NONE,
                List.of(),
                clock.instant());
        outbox.coverage(barrier, failure -> {
            if (failure != null) {
                failed.accept(failure);
            }
        });
        return barrier.windowId();
    }

    /**
     * Closes all where they are, and waits until Kafka has the last reports, so that the next owner, here or in another
     * process, finds them.
     */
    public void close(Duration patience) throws InterruptedException {
        List<CoverageRetraction> untold = List.copyOf(retractions);
        CountDownLatch told = new CountDownLatch(open.size() + untold.size());
        open.values().forEach(window -> {
            window.close();
            send(window, window.report(clock.instant(), measured(window)), failure -> told.countDown());
        });
        tell(untold, failure -> told.countDown());
        if (!told.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("capture-windows-closed-unconfirmed connection={} windows={}", id, told.getCount());
        }
        open.clear();
    }

    private @Nullable Long measured(LiveWindow window) {
        return lateness.apply(window.stream().stream());
    }

    private String nextId(String name) {
        return id + ":" + name + ":" + ++made;
    }

    private void report(LiveWindow window) {
        send(window, window.report(clock.instant(), measured(window)), failure -> {});
    }

    private void send(LiveWindow window, CoverageReport report, Consumer<@Nullable Exception> then) {
        outbox.coverage(report, failure -> {
            if (failure == null) {
                window.delivered(report);
            } else {
                window.notDelivered();
            }
            then.accept(failure);
        });
    }
}
