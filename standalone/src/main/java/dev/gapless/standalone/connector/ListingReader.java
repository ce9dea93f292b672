package dev.gapless.standalone.connector;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads pages of a source's listings with the walks that the miner uses. */
final class ListingReader {

    /** A page that needs more calls than this is not made. */
    private static final int MAX_CALLS_A_PAGE = 20;

    /** How far below its end a numbered stream is looked at. */
    private static final long NUMBERS = 1_000;

    private final SourceAccess source;

    ListingReader(SourceAccess source) {
        this.source = source;
    }

    /** The first page of the window in which a new account would be mined. */
    PageReading first(StreamSpec stream) throws InterruptedException {
        if (stream.kind() == Kind.SNAPSHOT) {
            return read(stream, MiningMode.SNAPSHOT, 0, 1);
        }
        if (stream.domain() == PositionDomain.TIME) {
            Instant now = source.clock().instant();
            PageReading windowed = read(stream, MiningMode.GAP_FILL, micros(now.minus(reach(stream))), micros(now));
            return windowed.failure() == null && windowed.listed().isEmpty() ? unbounded(stream, windowed) : windowed;
        }
        PageReading probe = read(stream, MiningMode.PROBE, 0, 1);
        Long frontier = probe.page() == null ? null : probe.page().frontier();
        if (frontier == null || frontier == 0) {
            return probe;
        }
        return read(stream, MiningMode.GAP_FILL, Math.max(0, frontier - NUMBERS), frontier);
    }

    /** A source that is asked in the wrong unit answers with nothing: then a call without a window tells more. */
    private PageReading unbounded(StreamSpec stream, PageReading windowed) throws InterruptedException {
        FetchOutcome outcome =
                source.call(walk(stream, MiningMode.PROBE, 0, 1).next()).outcome();
        return outcome instanceof Answered(byte[] body, String link)
                        && walk(stream, MiningMode.GAP_FILL, 0, Long.MAX_VALUE).accept(body, link, Long.MAX_VALUE)
                                instanceof Page all
                ? new PageReading(stream.name(), windowed.from(), windowed.to(), all, all.items(), body.length, null)
                : windowed;
    }

    /** How far back there is something to read. */
    static Duration reach(StreamSpec stream) {
        Duration retention = stream.retention();
        return retention == null || retention.compareTo(stream.horizon()) > 0 ? stream.horizon() : retention;
    }

    static long micros(Instant at) {
        return MicrosecondTime.of(at);
    }

    /** One page of a walk that begins. */
    PageReading read(StreamSpec stream, MiningMode mode, long from, long to) throws InterruptedException {
        return read(stream, walk(stream, mode, from, to), from, to);
    }

    PageWalk walk(StreamSpec stream, MiningMode mode, long from, long to) {
        return source.connector().walk(source.stream(stream.name()), mode, from, to, null);
    }

    /** The next page of a walk. */
    PageReading read(StreamSpec stream, PageWalk walk, long from, long to) throws InterruptedException {
        for (int call = 0; call < MAX_CALLS_A_PAGE; call++) {
            String path = walk.next().uri().getPath();
            FetchOutcome outcome = source.call(walk.next()).outcome();
            if (!(outcome instanceof Answered(byte[] body, String link))) {
                return PageReading.failed(stream.name(), from, to, FetchFailureText.of(outcome, path));
            }
            PageReading reading = reading(stream, walk.accept(body, link, Long.MAX_VALUE), body, from, to);
            if (reading != null) {
                return reading;
            }
        }
        return PageReading.failed(
                stream.name(),
                from,
                to,
                new FetchFailureText(
                        "%d calls did not make one page".formatted(MAX_CALLS_A_PAGE), "ask for a smaller page"));
    }

    /** Null when another call is needed. */
    private @Nullable PageReading reading(StreamSpec stream, PageStep step, byte[] body, long from, long to) {
        return switch (step) {
            case Page page ->
                new PageReading(stream.name(), from, to, page, listed(stream, page, body), body.length, null);
            case PageStep.Again again -> null;
            case PageStep.Unreadable(String rule, String detail, String remedy) ->
                PageReading.failed(stream.name(), from, to, new FetchFailureText(rule + ": " + detail, remedy));
            case PageStep.Throttled(Instant retryAt) ->
                PageReading.failed(
                        stream.name(),
                        from,
                        to,
                        new FetchFailureText("the source limits calls until " + retryAt, "try again then"));
            case PageStep.Unsteady(String reason) ->
                PageReading.failed(stream.name(), from, to, new FetchFailureText(reason, "try again"));
            case PageStep.Refuted(String reason) ->
                PageReading.failed(
                        stream.name(), from, to, new FetchFailureText(reason, "try again, or name another node"));
            case PageStep.Looping(String reason) ->
                PageReading.failed(
                        stream.name(), from, to, new FetchFailureText(reason, "correct paging of the listing"));
        };
    }

    /** A source may ignore the window, and a wrong unit puts every item outside of it: so those count too. */
    private List<ListedItem> listed(StreamSpec stream, Page page, byte[] body) {
        return stream.kind() == Kind.EVENT
                        && stream.domain() == PositionDomain.TIME
                        && walk(stream, MiningMode.GAP_FILL, 0, Long.MAX_VALUE).accept(body, null, Long.MAX_VALUE)
                                instanceof Page all
                ? all.items()
                : page.items();
    }
}
