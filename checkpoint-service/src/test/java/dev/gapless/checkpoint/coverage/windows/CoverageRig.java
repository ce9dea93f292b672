package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.coverage.floors.IntakeFloors;
import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
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

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final BatchStatements statements = new BatchStatements(database.jdbc());
    private final ForkLock gate = new ForkLock(database.jdbc());
    private final CoverageWindowStore ledger =
            new CoverageWindowStore(statements, CoverageRig::topicId, gate, database.transaction());
    private final IntakeFloors floors = new IntakeFloors(statements, database.transaction());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CoverageRetractions cuts =
            new CoverageRetractions(database.jdbc(), gate, database.transaction(), meters);
    private final MissingRanges missing = new MissingRanges(statements, MissingRanges.Kind.CLAIMED);
    private final HeldPromotion promotion = new HeldPromotion(database.jdbc(), database.transaction());
    private final LostRecords lost = new LostRecords(database.jdbc(), cuts, Clock.systemUTC());

    public CheckpointDatabase database() {
        return database;
    }

    /** One poll. */
    public void apply(CoverageReportBuilder... reports) {
        ledger.apply(Stream.of(reports).map(CoverageReportBuilder::report).toList());
    }

    void apply(CoverageReport report) {
        ledger.apply(List.of(report));
    }

    public void retract(CoverageRetraction retraction) {
        cuts.apply(RetractedRange.of(retraction));
    }

    /** Of all live windows, at the time that reports have when a test says nothing. */
    void retract(long from, long to) {
        retract(from, to, null, CoverageReportBuilder.AT);
    }

    void retract(long from, long to, @Nullable String window, Instant at) {
        retract(new CoverageRetraction(CoverageReportBuilder.POSTS, from, to, window, "blind-stream", 1, at));
    }

    CoverageReader facts() {
        return new CoverageReader(statements, new MissingRanges(statements, MissingRanges.Kind.HELD));
    }

    CoverageChanges changes() {
        return new CoverageChanges(JdbcClient.create(database.jdbc()));
    }

    public CoverageRetractions cuts() {
        return cuts;
    }

    public ForkLock gate() {
        return gate;
    }

    double cutsCounted() {
        return meters.counter("gapless.coverage.retractions", "source", "forum", "cause", "blind-stream")
                .count();
    }

    public Entry ask(long from, long to, Set<Aspect> aspects) {
        return askAll(List.of(new Horizon(CoverageReportBuilder.POSTS, from, to, aspects)))
                .getFirst();
    }

    List<Entry> askAll(List<Horizon> horizons) {
        return missing.of(horizons);
    }

    /** What is missing of {@code [0, 100)}, of any aspect. */
    public List<Range> gaps() {
        return ask(0, 100, CoverageReportBuilder.ALL).missing();
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

    /** Kafka's id of the topic to which the path's records go. */
    static UUID topicId(IngestPath path) {
        return new UUID(7, path == IngestPath.LIVE ? 1 : 2);
    }

    /** The log of a partition begins here, and its floor with it unless there is one. */
    void logBegins(IngestPath path, int partition, long offset) {
        floors.note(List.of(new FloorRequest.Partition("captured", topicId(path), partition, offset, null, null)));
    }

    /** What a commit does for its partition. */
    boolean decide(IngestPath path, int partition, long from, long to) {
        return floors.advance(List.of(new DecidedSpan(topicId(path), partition, from, to, from)))
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
                        .of(List.of(new CoverageReader.Asked(CoverageReportBuilder.POSTS, 0, 100L)))
                        .getFirst()
                        .missing()
                        .getOrDefault(Aspect.CREATIONS, List.of())
                        .stream()
                        .map(pair -> Range.of(pair[0], pair[1]))
                        .toList()))
                .ranges();
    }

    /** As if no report had named any window for so long. */
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
