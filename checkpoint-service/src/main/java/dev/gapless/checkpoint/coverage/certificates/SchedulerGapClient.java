package dev.gapless.checkpoint.coverage.certificates;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Fact;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/** Asks the scheduler for the gaps of streams. */
public final class SchedulerGapClient {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerGapClient.class);

    private record Query(List<StreamId> streams, long from, long to) {}

    private record Answer(
            @Nullable List<Row> gaps, @Nullable List<ListedStream> streams) {}

    private record ListedStream(String source, String stream, Set<Aspect> aspects) {}

    /**
     * What the scheduler told.
     *
     * @param byStream the gaps, by the stream's key
     * @param aspects what the items of a stream have, by source and stream; nothing of a stream that no manifest has
     */
    public record KnownGaps(Map<String, List<Row>> byStream, Map<String, Set<Aspect>> aspects) {

        public List<Row> of(StreamId stream) {
            return byStream.getOrDefault(stream.key(), List.of());
        }

        /** Without what cannot be missing, because the items of the stream do not have it. */
        private <T> Map<Aspect, T> had(StreamId stream, Map<Aspect, T> ofAll) {
            Map<Aspect, T> had = new EnumMap<>(Aspect.class);
            had.putAll(ofAll);
            Set<Aspect> its = aspects.get(stream.source() + "/" + stream.stream());
            if (its != null) {
                had.keySet().retainAll(its);
            }
            return had;
        }
    }

    /** As the scheduler writes it. */
    public record Row(
            String id,
            @JsonUnwrapped Extent extent,
            String state,
            @Nullable JsonNode deadline,
            @Nullable String reason,
            @Nullable Double etaSeconds) {
        /** What is missing. */
        public record Extent(
                String source,
                String account,
                String stream,
                long from,
                long to,
                @Nullable JsonNode aspects,
                @Nullable String mode) {}

        public String source() {
            return extent.source();
        }

        public String account() {
            return extent.account();
        }

        public String stream() {
            return extent.stream();
        }

        public long from() {
            return extent.from();
        }

        public long to() {
            return extent.to();
        }

        public @Nullable JsonNode aspects() {
            return extent.aspects();
        }

        public @Nullable String mode() {
            return extent.mode();
        }

        private String key() {
            return extent.source + "/" + extent.account + "/" + extent.stream;
        }
    }

    private final RestClient scheduler;

    SchedulerGapClient(RestClient scheduler) {
        this.scheduler = scheduler;
    }

    /** Empty when the scheduler did not answer. */
    Optional<KnownGaps> within(List<Fact> facts) {
        long from = facts.stream().mapToLong(Fact::from).min().orElse(0);
        long to = facts.stream().mapToLong(Fact::to).max().orElse(0);
        return within(facts.stream().map(Fact::stream).distinct().toList(), from, to);
    }

    /** What is missing of a stream: of the aspects that its items have, or of all while those are not known. */
    public static <T> Map<Aspect, T> ofItsAspects(Optional<KnownGaps> known, StreamId stream, Map<Aspect, T> ofAll) {
        return known.map(gaps -> gaps.had(stream, ofAll)).orElse(ofAll);
    }

    /** Those of the streams that overlap {@code [from, to)}; empty when the scheduler did not answer. */
    public Optional<KnownGaps> within(List<StreamId> streams, long from, long to) {
        try {
            Answer answer = scheduler
                    .post()
                    .uri("/internal/v1/gaps:within")
                    .contentType(MediaType.APPLICATION_JSON)
                    .accept(MediaType.APPLICATION_JSON)
                    .body(new Query(streams, from, to))
                    .retrieve()
                    .body(Answer.class);
            List<Row> rows = answer == null ? null : answer.gaps();
            List<ListedStream> listed = answer == null ? null : answer.streams();
            return rows == null || listed == null
                    ? Optional.empty()
                    : Optional.of(new KnownGaps(byStream(rows), aspects(listed)));
        } catch (RestClientException e) {
            LOG.warn(
                    "gaps-not-known streams={} cause={}",
                    streams.size(),
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static Map<String, List<Row>> byStream(List<Row> rows) {
        Map<String, List<Row>> byStream = new HashMap<>();
        rows.forEach(row -> byStream.merge(row.key(), List.of(row), SchedulerGapClient::joined));
        return byStream;
    }

    private static Map<String, Set<Aspect>> aspects(List<ListedStream> listed) {
        return listed.stream()
                .collect(Collectors.toMap(
                        each -> each.source() + "/" + each.stream(), ListedStream::aspects, (some, same) -> same));
    }

    private static List<Row> joined(List<Row> some, List<Row> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
