package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.Database;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery.Horizon;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The coverage on a database of its own. */
public final class CoverageRig implements AutoCloseable {

    private final Database database = new Database();
    private final Statements statements = new Statements(database.jdbc());
    private final ForkGate gate = new ForkGate(database.jdbc());
    private final CoverageLedger ledger = new CoverageLedger(statements, gate, database.transaction());
    private final MissingRanges missing = new MissingRanges(statements);

    public Database database() {
        return database;
    }

    /** One poll. */
    public void apply(Reporting... reports) {
        ledger.apply(Stream.of(reports).map(Reporting::report).toList());
    }

    public Entry ask(long from, long to, Set<Aspect> aspects) {
        return askAll(List.of(new Horizon(Reporting.POSTS, from, to, aspects))).getFirst();
    }

    List<Entry> askAll(List<Horizon> horizons) {
        return missing.of(horizons);
    }

    /** What is missing of {@code [0, 100)}, of any aspect. */
    public List<Range> gaps() {
        return ask(0, 100, Reporting.ALL).missing();
    }

    void merge() {
        CoverageProperties properties =
                new CoverageProperties(1_000, Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));
        new WindowMerger(database.jdbc(), gate, database.transaction(), properties).merge();
    }

    /** As if nobody had spoken of any window for so long. */
    void age(Duration by) {
        database.jdbc()
                .update(
                        "update coverage_window set reported_at = reported_at - ? * interval '1 second'",
                        by.toSeconds());
    }

    long rows() {
        return database.number("select count(*) from coverage_window");
    }

    @Override
    public void close() {
        database.close();
    }
}
