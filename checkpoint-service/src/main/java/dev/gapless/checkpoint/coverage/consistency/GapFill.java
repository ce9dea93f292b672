package dev.gapless.checkpoint.coverage.consistency;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the scheduler, whose ledger of gaps it is, how fast they were filled. */
final class GapFill implements GapFillTimes {

    private static final Logger LOG = LoggerFactory.getLogger(GapFill.class);

    private record Answer(@Nullable List<Row> sources) {}

    private record Row(String source, long gaps, double meanSeconds, double p50Seconds, double p95Seconds) {}

    private final RestClient scheduler;

    GapFill(RestClient scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Map<String, GapFillStatistics> between(Instant from, Instant to) {
        Map<String, GapFillStatistics> bySource = new HashMap<>();
        try {
            Answer answer = scheduler
                    .get()
                    .uri("/internal/v1/gaps:fill-times?from={from}&to={to}", from, to)
                    .accept(MediaType.APPLICATION_JSON)
                    .retrieve()
                    .body(Answer.class);
            List<Row> rows = answer == null ? null : answer.sources();
            if (rows != null) {
                rows.forEach(row -> bySource.put(
                        row.source(),
                        new GapFillStatistics(row.gaps(), row.meanSeconds(), row.p50Seconds(), row.p95Seconds())));
            }
        } catch (RestClientException e) {
            LOG.warn("fill-times-not-known cause={}", e.getClass().getSimpleName());
        }
        return bySource;
    }
}
