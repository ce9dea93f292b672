package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the scheduler why gaps are open, and until when. */
final class KnownGapClient {

    private static final Logger LOG = LoggerFactory.getLogger(KnownGapClient.class);

    private static final String UNFILLABLE = "UNFILLABLE";

    private final RestClient scheduler;
    private final Clock clock;

    private record Question(List<StreamId> streams, long from, long to) {}

    private record Answer(@Nullable List<Row> gaps) {}

    private record Row(
            String source,
            String account,
            String stream,
            long from,
            long to,
            @Nullable Set<Aspect> aspects,
            String state,
            String cause,
            @Nullable String reason,
            @Nullable Long etaSeconds) {

        private StreamId id() {
            return new StreamId(source, account, stream);
        }

        private boolean isOfCreations() {
            return aspects == null || aspects.contains(Aspect.CREATIONS);
        }
    }

    KnownGapClient(RestClient scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Empty when the scheduler does not answer: gaps are told all the same, without a reason. */
    Map<StreamId, KnownGaps> within(List<StreamId> streams, long from, long to) {
        Instant now = clock.instant();
        Map<StreamId, List<KnownGaps.Gap>> found = new HashMap<>();
        try {
            Answer answer = scheduler
                    .post()
                    .uri("/internal/v1/gaps:within")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Question(streams, from, to))
                    .retrieve()
                    .body(Answer.class);
            List<Row> rows = answer == null ? null : answer.gaps();
            for (Row row : rows == null ? List.<Row>of() : rows) {
                if (row.isOfCreations()) {
                    found.computeIfAbsent(row.id(), _ -> new ArrayList<>())
                            .add(new KnownGaps.Gap(row.from(), row.to(), facts(row, now)));
                }
            }
        } catch (RestClientException e) {
            LOG.debug("gap-facts-not-known streams={} cause={}", streams.size(), e.toString());
        }
        Map<StreamId, KnownGaps> known = new HashMap<>();
        found.forEach((stream, gaps) -> known.put(stream, new KnownGaps(List.copyOf(gaps), now)));
        return known;
    }

    private static GapFacts facts(Row row, Instant now) {
        Long eta = row.etaSeconds();
        // what a miner was told by the source is not for pages
        String reason = UNFILLABLE.equals(row.state()) ? row.reason() : null;
        return new GapFacts(row.state(), row.cause(), reason, eta == null ? null : now.plusSeconds(eta));
    }
}
