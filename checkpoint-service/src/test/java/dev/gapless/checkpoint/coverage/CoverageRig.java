package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.Database;
import dev.gapless.checkpoint.floors.IntakeFloors;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.FloorQuery;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery.Horizon;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The coverage on a database of its own. */
public final class CoverageRig implements AutoCloseable {

    private final Database database = new Database();
    private final Statements statements = new Statements(database.jdbc());
    private final ForkGate gate = new ForkGate(database.jdbc());
    private final CoverageLedger ledger =
            new CoverageLedger(statements, CoverageRig::topicId, gate, database.transaction());
    private final IntakeFloors floors = new IntakeFloors(statements, database.transaction());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CoverageCuts cuts = new CoverageCuts(database.jdbc(), gate, database.transaction(), meters);
    private final MissingRanges missing = new MissingRanges(statements, MissingRanges.Kind.CLAIMED);
    private final HeldPromotion promotion = new HeldPromotion(database.jdbc(), database.transaction());
    private final LostRecords lost = new LostRecords(database.jdbc(), cuts, Clock.systemUTC());

    public Database database() {
        return database;
    }

    /** One poll. */
    public void apply(Reporting... reports) {
        ledger.apply(Stream.of(reports).map(Reporting::report).toList());
    }

    void apply(CoverageReport report) {
        ledger.apply(List.of(report));
    }

    public void doubt(CoverageDoubt doubt) {
        cuts.apply(Cut.of(doubt));
    }

    /** Of all live windows, at the time that reports have when a test says nothing. */
    void doubt(long from, long to) {
        doubt(from, to, null, Reporting.AT);
    }

    void doubt(long from, long to, @Nullable String window, Instant at) {
        doubt(new CoverageDoubt(Reporting.POSTS, from, to, window, "blind-stream", 1, at));
    }

    CoverageFacts facts() {
        return new CoverageFacts(statements, new MissingRanges(statements, MissingRanges.Kind.HELD));
    }

    CoverageChanges changes() {
        return new CoverageChanges(JdbcClient.create(database.jdbc()));
    }

    public CoverageCuts cuts() {
        return cuts;
    }

    public ForkGate gate() {
        return gate;
    }

    double cutsCounted() {
        return meters.counter("gapless.coverage.cuts", "source", "forum", "cause", "blind-stream")
                .count();
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

    public void mergeNow() {
        merge();
    }

    void merge() {
        CoverageProperties properties = new CoverageProperties(
                1_000,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofDays(30),
                Duration.ofMillis(250),
                Duration.ofMinutes(1));
        new WindowMerger(database.jdbc(), gate, database.transaction(), properties).merge();
    }

    /** Kafka's id of the topic to which the door's records go. */
    static UUID topicId(Door door) {
        return new UUID(7, door == Door.LIVE ? 1 : 2);
    }

    /** The log of a partition begins here, and its floor with it unless there is one. */
    void logBegins(Door door, int partition, long offset) {
        floors.note(List.of(new FloorQuery.Partition("captured", topicId(door), partition, offset, null, null)));
    }

    /** What a commit does for its partition. */
    boolean decide(Door door, int partition, long from, long to) {
        return floors.advance(List.of(new DecidedSpan(topicId(door), partition, from, to, from)))
                .isEmpty();
    }

    /** The rounds of the service's loops. */
    void promote() {
        promotion.promote();
        lost.cut();
    }

    /** What is held of {@code [0, 100)}, of creations. */
    List<Range> held() {
        return Coverage.of(List.of(Range.of(0, 100)))
                .minus(Coverage.of(facts()
                        .of(List.of(new CoverageFacts.Asked(Reporting.POSTS, 0, 100L)))
                        .getFirst()
                        .missing()
                        .getOrDefault(Aspect.CREATIONS, List.of())
                        .stream()
                        .map(pair -> Range.of(pair[0], pair[1]))
                        .toList()))
                .ranges();
    }

    /** As if nobody had spoken of any window for so long. */
    void age(Duration by) {
        database.jdbc()
                .update(
                        "update coverage_window set reported_at = reported_at - ? * interval '1 second',"
                                + " opened_at = opened_at - ? * interval '1 second'",
                        by.toSeconds(),
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
