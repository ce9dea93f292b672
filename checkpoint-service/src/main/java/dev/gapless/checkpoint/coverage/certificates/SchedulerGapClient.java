package dev.gapless.checkpoint.coverage.certificates;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Fact;
import dev.gapless.common.position.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private record Answer(@Nullable List<Row> gaps) {}

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

    /** By stream; empty when the scheduler did not answer. */
    Optional<Map<String, List<Row>>> within(List<Fact> facts) {
        long from = facts.stream().mapToLong(Fact::from).min().orElse(0);
        long to = facts.stream().mapToLong(Fact::to).max().orElse(0);
        return within(facts.stream().map(Fact::stream).distinct().toList(), from, to);
    }

    /** Those of the streams that overlap {@code [from, to)}, by stream; empty when the scheduler did not answer. */
    public Optional<Map<String, List<Row>>> within(List<StreamId> streams, long from, long to) {
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
            return rows == null ? Optional.empty() : Optional.of(byStream(rows));
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

    private static List<Row> joined(List<Row> some, List<Row> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
