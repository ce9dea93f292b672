package dev.gapless.standalone.connector;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;

/**
 * Estimates what an account would cost, from one page of each stream and the manifest's rate. A page is dense or sparse
 * by chance, so the figures are of the right size and no more.
 */
public final class CostEstimator {

    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final double DAY_MICROS = DAY_SECONDS * 1e6;

    private final SourceAccess source;

    public CostEstimator(SourceAccess source) {
        this.source = source;
    }

    /**
     * What the streams would cost, in the order of their names, and which page could not be read.
     *
     * @param costs of the streams whose page could be read
     * @param failures the step {@code page} of the others
     */
    public record Estimate(List<StreamCost> costs, List<CheckStep> failures) {
        public Estimate {
            costs = List.copyOf(costs);
            failures = List.copyOf(failures);
        }
    }

    /** Calls the source once or twice for each stream. */
    public Estimate run() throws InterruptedException {
        ListingReader reader = new ListingReader(source);
        List<StreamCost> costs = new ArrayList<>();
        List<CheckStep> failures = new ArrayList<>();
        for (StreamSpec stream : source.streams()) {
            int before = source.calls();
            PageReading reading = reader.first(stream);
            if (reading.failure() == null) {
                costs.add(cost(stream, reading, source.calls() - before));
            } else {
                failures.add(CheckStep.failed(
                        "page",
                        stream.name(),
                        reading.failure().cause(),
                        reading.failure().remedy()));
            }
        }
        return new Estimate(costs, failures);
    }

    private StreamCost cost(StreamSpec stream, PageReading reading, int calls) {
        if (stream.kind() == Kind.SNAPSHOT) {
            return cost(stream, 0, 1, 1, "one call reads it whole");
        }
        int listed = reading.listed().size();
        if (listed == 0) {
            return cost(stream, 0, 0, 1, "the page has no item");
        }
        if (reading.page() != null && reading.page().last()) {
            return cost(stream, perDay(stream, listed, reach(stream, reading)), listed, 1, "one page is all there is");
        }
        LongSummaryStatistics positions =
                reading.listed().stream().mapToLong(ListedItem::position).summaryStatistics();
        double span = Math.max(1, positions.getMax() - positions.getMin());
        double items = listed * Math.max(1, reach(stream, reading) / span);
        int perPage = stream.domain() == PositionDomain.SEQUENCE ? Math.max(1, calls - 1) : 1;
        return cost(
                stream,
                perDay(stream, listed, span),
                (long) items,
                (long) Math.ceil(items / listed) * perPage,
                "%d items of one page span %s".formatted(listed, spanText(stream, span)));
    }

    /** In positions: how far a new account would be read back. */
    private static double reach(StreamSpec stream, PageReading reading) {
        return stream.domain() == PositionDomain.TIME
                ? ListingReader.reach(stream).toNanos() / 1_000d
                : reading.to();
    }

    private static double perDay(StreamSpec stream, double items, double span) {
        return stream.domain() == PositionDomain.TIME ? items * DAY_MICROS / span : 0;
    }

    private static String spanText(StreamSpec stream, double span) {
        return stream.domain() == PositionDomain.TIME
                ? "%.0f s".formatted(span / 1e6)
                : "%.0f positions".formatted(span);
    }

    private StreamCost cost(StreamSpec stream, double itemsPerDay, long items, long calls, String basis) {
        double rate = source.connector().spec().http().requestsPerSecond();
        double polls = DAY_SECONDS / Math.max(0.001, stream.poll().toMillis() / 1_000d);
        Duration every = stream.reconcile();
        double reconciles = every == null ? 0 : calls * DAY_SECONDS / (every.toMillis() / 1_000d);
        return new StreamCost(
                stream.name(),
                stream.live(),
                Math.round(itemsPerDay),
                items,
                calls,
                rounded(calls / rate / 3_600, 1_000),
                Math.round(polls),
                Math.round(reconciles),
                rounded((polls + reconciles) * 100 / (rate * DAY_SECONDS), 10),
                basis);
    }

    private static double rounded(double value, int parts) {
        return Math.round(value * parts) / (double) parts;
    }
}
