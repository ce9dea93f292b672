package dev.gapless.checkpoint.coverage.checkpoints;

import dev.gapless.checkpoint.coverage.certificates.SchedulerGapClient;
import dev.gapless.checkpoint.coverage.checkpoints.StreamCheckpoint.CheckpointPosition;
import dev.gapless.checkpoint.coverage.checkpoints.StreamCheckpoint.LastEvidence;
import dev.gapless.checkpoint.coverage.checkpoints.StreamCheckpoint.OpenGap;
import dev.gapless.checkpoint.coverage.checkpoints.StreamCheckpoint.WalkProgress;
import dev.gapless.checkpoint.coverage.windows.CoverageReader;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Asked;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Fact;
import dev.gapless.checkpoint.jdbc.InstantColumns;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads checkpoints of streams and accounts. Nothing is changed by reading. */
final class CheckpointReader {

    private static final String STREAMS = """
            select stream from coverage_window where account = :account and source = :source
             union
            select stream from stream_state where account = :account and source = :source
             order by stream
            """;

    private static final String WINDOWS = """
            select stream, evidence, path, lower(covered) as covered_from, upper(covered) as covered_to, reported_at,
                   min(lower(covered)) over whole as first, max(upper(covered)) over whole as claimed,
                   max(upper(held)) over whole as held
              from coverage_window
             where account = :account
               and source = :source
               and not isempty(covered)
            window whole as (partition by stream)
             order by reported_at
            """;

    private static final String WALKS = """
            select stream, gap, epoch, version, moved_at
              from walk_checkpoint
             where account = :account
               and source = :source
               and state is not null
             order by gap
            """;

    /** Of a stream, its last report and its ends. */
    private record LastReport(
            String stream,
            LastEvidence evidence,
            long first,
            long claimed,
            @Nullable Long held,
            Instant reportedAt) {}

    private record StreamWalk(String stream, WalkProgress progress) {}

    /** @param report null before the first */
    private record StreamParts(
            StreamId stream, @Nullable LastReport report, List<OpenGap> gaps, List<WalkProgress> walks) {

        /** Where what is known of the stream begins. */
        @Nullable
        Long from() {
            return Stream.concat(
                            Stream.ofNullable(report).map(LastReport::first),
                            gaps.stream().map(OpenGap::from))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private final JdbcClient jdbc;
    private final CoverageReader coverage;
    private final SchedulerGapClient gaps;

    CheckpointReader(JdbcClient jdbc, CoverageReader coverage, SchedulerGapClient gaps) {
        this.jdbc = jdbc;
        this.coverage = coverage;
        this.gaps = gaps;
    }

    /** Of the streams that anything was heard of. */
    AccountCheckpoint account(String source, String account) {
        Map<String, Object> key = Map.of("source", source, "account", account);
        List<StreamId> streams = jdbc.sql(STREAMS)
                .params(key)
                .query((row, number) -> new StreamId(source, account, row.getString("stream")))
                .list();
        List<StreamCheckpoint> checkpoints = of(streams, key);
        boolean known = checkpoints.stream().allMatch(StreamCheckpoint::gapsKnown);
        return new AccountCheckpoint(
                source + "/" + account,
                known
                        ? checkpoints.stream()
                                .mapToLong(each -> each.gaps().size())
                                .sum()
                        : null,
                checkpoints,
                checkpoints.stream()
                        .map(StreamCheckpoint::updatedAt)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    StreamCheckpoint stream(StreamId stream) {
        return of(List.of(stream), Map.of("source", stream.source(), "account", stream.account()))
                .getFirst();
    }

    private List<StreamCheckpoint> of(List<StreamId> streams, Map<String, Object> account) {
        if (streams.isEmpty()) {
            return List.of();
        }
        Optional<SchedulerGapClient.KnownGaps> known = gaps.within(streams, 0, Long.MAX_VALUE);
        Map<String, LastReport> reports = reports(account);
        Map<String, List<WalkProgress>> walks = walks(account);
        List<StreamParts> parts = streams.stream()
                .map(stream -> new StreamParts(
                        stream,
                        reports.get(stream.stream()),
                        known.map(gaps -> open(gaps.of(stream))).orElse(List.of()),
                        walks.getOrDefault(stream.stream(), List.of())))
                .toList();
        List<Fact> facts = coverage.of(parts.stream()
                .map(each -> new Asked(each.stream(), Objects.requireNonNullElse(each.from(), 0L), null))
                .toList());
        return IntStream.range(0, parts.size())
                .mapToObj(n -> checkpoint(parts.get(n), facts.get(n), known))
                .toList();
    }

    private static StreamCheckpoint checkpoint(
            StreamParts parts, Fact fact, Optional<SchedulerGapClient.KnownGaps> known) {
        LastReport report = parts.report();
        return new StreamCheckpoint(
                parts.stream().key(),
                new CheckpointPosition(
                        parts.from(),
                        wholeTo(fact, SchedulerGapClient.ofItsAspects(known, parts.stream(), fact.missing())),
                        report == null ? null : report.held(),
                        report == null ? null : (Long) report.claimed(),
                        fact.frontier()),
                fact.generation(),
                known.isPresent(),
                parts.gaps().stream()
                        .collect(Collectors.groupingBy(OpenGap::state, TreeMap::new, Collectors.counting())),
                parts.gaps(),
                parts.walks(),
                report == null ? null : report.evidence(),
                report == null ? null : report.reportedAt());
    }

    private static Map<Aspect, Long> wholeTo(Fact fact, Map<Aspect, List<long[]>> missing) {
        Map<Aspect, Long> whole = new EnumMap<>(Aspect.class);
        missing.forEach((aspect, ranges) -> whole.put(aspect, ranges.isEmpty() ? fact.to() : ranges.getFirst()[0]));
        return whole;
    }

    private static List<OpenGap> open(List<SchedulerGapClient.Row> rows) {
        return rows.stream()
                .map(row -> new OpenGap(row.id(), row.from(), row.to(), row.mode(), row.state(), row.reason()))
                .sorted(Comparator.comparingLong(OpenGap::from))
                .toList();
    }

    /** The last report of each stream. */
    private Map<String, LastReport> reports(Map<String, Object> account) {
        return jdbc.sql(WINDOWS).params(account).query((row, number) -> report(row)).list().stream()
                .collect(Collectors.toMap(LastReport::stream, each -> each, (earlier, later) -> later));
    }

    private static LastReport report(ResultSet row) throws SQLException {
        return new LastReport(
                row.getString("stream"),
                new LastEvidence(
                        row.getString("evidence"),
                        row.getString("path"),
                        row.getLong("covered_from"),
                        row.getLong("covered_to")),
                row.getLong("first"),
                row.getLong("claimed"),
                row.getObject("held", Long.class),
                InstantColumns.of(row, "reported_at"));
    }

    private Map<String, List<WalkProgress>> walks(Map<String, Object> account) {
        return jdbc.sql(WALKS).params(account).query((row, number) -> walk(row)).list().stream()
                .collect(Collectors.groupingBy(
                        StreamWalk::stream, Collectors.mapping(StreamWalk::progress, Collectors.toList())));
    }

    private static StreamWalk walk(ResultSet row) throws SQLException {
        return new StreamWalk(
                row.getString("stream"),
                new WalkProgress(
                        row.getString("gap"),
                        row.getLong("epoch"),
                        row.getLong("version"),
                        InstantColumns.of(row, "moved_at")));
    }
}
