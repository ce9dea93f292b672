package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.history.OlderChangeReader.OlderChanges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Opens channels for sockets and HTTP requests: at the end of the log, or where an earlier reader ended. */
public final class ChannelOpener {

    /** What {@link #openPage} takes for the beginning of what Kafka has. */
    public static final String BEGINNING = "-1";

    private static final String SNAPSHOT = "snapshot";
    private static final String NO_SNAPSHOT = "no_snapshot";
    private static final String MEMORY = "memory";
    private static final String KAFKA = "kafka";

    /** Of resumes that lose nothing. */
    private static final List<String> OUTCOMES = List.of(MEMORY, KAFKA, SNAPSHOT, NO_SNAPSHOT);

    private static final Duration REPLICA_LAG = Duration.ofSeconds(5);

    private final ChangeHistory history;
    private final OlderChangeReader older;
    private final ItemSnapshots snapshots;
    private final MeterRegistry meters;

    ChannelOpener(ChangeHistory history, OlderChangeReader older, ItemSnapshots snapshots, MeterRegistry meters) {
        this.history = history;
        this.older = older;
        this.snapshots = snapshots;
        this.meters = meters;
        // each outcome counts from zero, so that its first time is an increase
        Stream.concat(OUTCOMES.stream(), Arrays.stream(ResetReason.values()).map(ResetReason::word))
                .forEach(this::outcomes);
    }

    /**
     * Reads the present items of a channel that was opened before, each as the protocol shows it.
     *
     * @param wanted false for an item that is left out
     * @param ended true once the items are wanted no more
     * @return empty when they cannot be had: of a pattern, of very many items, or now
     */
    public Optional<ItemSnapshot> snapshot(ChannelName channel, Predicate<byte[]> wanted, BooleanSupplier ended)
            throws InterruptedException {
        Optional<ItemSnapshot> items = snapshots.read(channel, wanted, ended);
        count(items.isPresent() ? SNAPSHOT : NO_SNAPSHOT);
        return items;
    }

    /** Where the log ends, for a client that has everything; empty before it was read. */
    public Optional<String> end() {
        return history.end().map(LogOffsets::text);
    }

    /** Streams that clients hear now, in no order; what is heard by a pattern is not told. */
    public List<StreamId> heard() {
        return history.heard();
    }

    /**
     * Waits until every change below this place was read.
     *
     * @return false when that is not so after this time
     */
    public boolean awaitRead(LogOffsets place, Duration most) throws InterruptedException {
        return history.awaitRead(place, most);
    }

    /**
     * Fixes the place where reading begins before anything is handed out.
     *
     * @param offset an earlier reader's {@link OpenedChannel#offset()}; null for the end of the log
     * @param listener told of new changes until the channel is closed
     * @return empty while the log was not read yet
     * @throws KafkaException when older changes cannot be read now
     * @throws TooManyPatternsException when this is a pattern too many
     */
    public Optional<OpenedChannel> open(ChannelName channel, @Nullable String offset, ChannelListener listener)
            throws InterruptedException {
        if (offset == null) {
            return opened(history.openAtEnd(channel, listener), listener);
        }
        Optional<LogOffsets> from = LogOffsets.parse(offset);
        // another replica may have been ahead of this one by a moment
        if (from.isEmpty() || !history.awaitReached(from.get(), REPLICA_LAG)) {
            return opened(history.openAfterLoss(channel, ResetReason.OFFSET_UNKNOWN, listener), listener);
        }
        return switch (history.openFrom(channel, from.get(), listener)) {
            case ChannelOpening.Whole(ChannelCursor cursor) -> {
                count(MEMORY);
                yield Optional.of(OpenedChannel.recovered(history, cursor, listener));
            }
            case ChannelOpening.Older between -> Optional.of(readOlder(channel, between, listener));
            case ChannelOpening other -> opened(other, listener);
        };
    }

    /** True for what {@link OpenedChannel#offset()} may have told. */
    public static boolean isOffset(String text) {
        return LogOffsets.parse(text).isPresent();
    }

    /**
     * As {@link #open}, but what is no longer in memory is read a page at a time. So a client may be as far behind as
     * Kafka reaches.
     *
     * @param offset {@link #BEGINNING}, or an earlier reader's {@link OpenedChannel#offset()}
     * @param mostPageBytes of changes that are read from Kafka; a longer one is alone
     */
    public Optional<OpenedChannel> openPage(
            ChannelName channel, String offset, long mostPageBytes, ChannelListener listener)
            throws InterruptedException {
        boolean beginning = BEGINNING.equals(offset);
        Optional<LogOffsets> from = beginning ? history.end().map(LogOffsets::beginning) : LogOffsets.parse(offset);
        if (beginning && from.isEmpty()) {
            return Optional.empty();
        }
        if (from.isEmpty() || !history.awaitReached(from.get(), REPLICA_LAG)) {
            return opened(history.openAfterLoss(channel, ResetReason.OFFSET_UNKNOWN, listener), listener);
        }
        return switch (history.openFrom(channel, from.get(), listener)) {
            case ChannelOpening.Whole(ChannelCursor cursor) ->
                Optional.of(OpenedChannel.recovered(history, cursor, listener));
            case ChannelOpening.Older between ->
                Optional.of(closingOnFailure(between, listener, () -> switch (older.readFirst(
                        channel, between.from(), between.to(), beginning, mostPageBytes)) {
                    case OlderChanges.First(var changes, LogOffsets reached) -> {
                        count(KAFKA);
                        yield reached.equals(between.to())
                                ? OpenedChannel.recovered(history, between.cursor(), listener, changes, reached)
                                : OpenedChannel.page(history, between.cursor(), listener, changes, reached);
                    }
                    case OlderChanges.Refused(ResetReason reason) -> lost(between, listener, reason);
                    case OlderChanges.All _ -> throw new IllegalStateException("all was not asked for");
                }));
            case ChannelOpening other -> opened(other, listener);
        };
    }

    private interface OlderWork {
        OpenedChannel run() throws InterruptedException;
    }

    private OpenedChannel closingOnFailure(ChannelOpening.Older between, ChannelListener listener, OlderWork work)
            throws InterruptedException {
        boolean opened = false;
        try {
            OpenedChannel answer = work.run();
            opened = true;
            return answer;
        } finally {
            if (!opened) {
                history.close(between.cursor(), listener);
            }
        }
    }

    private OpenedChannel readOlder(ChannelName channel, ChannelOpening.Older between, ChannelListener listener)
            throws InterruptedException {
        return closingOnFailure(between, listener, () -> switch (older.read(channel, between.from(), between.to())) {
            case OlderChanges.All(var changes) -> {
                count(KAFKA);
                yield OpenedChannel.recovered(history, between.cursor(), listener, changes, between.to());
            }
            case OlderChanges.Refused(ResetReason reason) -> lost(between, listener, reason);
            case OlderChanges.First _ -> throw new IllegalStateException("a part was not asked for");
        });
    }

    private OpenedChannel lost(ChannelOpening.Older between, ChannelListener listener, ResetReason reason) {
        count(reason.word());
        between.cursor().reach(between.to());
        return OpenedChannel.lost(history, between.cursor(), listener, reason);
    }

    private Optional<OpenedChannel> opened(ChannelOpening opening, ChannelListener listener) {
        return switch (opening) {
            case ChannelOpening.Whole(ChannelCursor cursor) ->
                Optional.of(OpenedChannel.fresh(history, cursor, listener));
            case ChannelOpening.Unrecoverable(ChannelCursor cursor, ResetReason reason) -> {
                count(reason.word());
                yield Optional.of(OpenedChannel.lost(history, cursor, listener, reason));
            }
            case ChannelOpening.NotReady() -> Optional.empty();
            case ChannelOpening.Older _ -> throw new IllegalStateException("older changes are read elsewhere");
        };
    }

    private void count(String outcome) {
        outcomes(outcome).increment();
    }

    private Counter outcomes(String outcome) {
        return Counter.builder("gapless.live.resumes").tag("outcome", outcome).register(meters);
    }
}
