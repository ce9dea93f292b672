package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.UsedQuota;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncedLimitTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"X-RateLimit", "RateLimit", "X-Rate-Limit"})
    void a_used_up_quota_is_told_under_several_names(String quota) {
        assertThat(told(NOW, quota + "-Remaining", "0", quota + "-Reset", "40")).isEqualTo(NOW.plusSeconds(40));
        assertThat(told(NOW, quota + "-Remaining", "1", quota + "-Reset", "40")).isNull();
    }

    @Test
    void retry_after_goes_before_the_quota() {
        assertThat(told(NOW, "Retry-After", "7", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "3600"))
                .isEqualTo(NOW.plusSeconds(7));
    }

    @Test
    void a_pause_is_kept_between_a_second_and_an_hour() {
        assertThat(told(NOW, "Retry-After", "0")).isEqualTo(NOW.plusSeconds(1));
        assertThat(told(NOW, "Retry-After", "86400")).isEqualTo(NOW.plusSeconds(3600));
        assertThat(told(NOW, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "86400"))
                .isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void instants_are_told_by_the_sources_clock_and_obeyed_by_ours() {
        Instant theirs = NOW.minus(Duration.ofMinutes(10));
        String reset = Long.toString(theirs.getEpochSecond() + 40);

        assertThat(told(theirs, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset))
                .isEqualTo(NOW.plusSeconds(40));
        assertThat(told(theirs, "Retry-After", "Sun, 01 Mar 2026 11:50:30 GMT")).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void without_such_headers_nothing_is_told() {
        assertThat(told(NOW)).isNull();
    }

    @Test
    void what_is_left_of_a_quota_is_told_with_the_time_that_it_is_for() {
        assertThat(left("X-RateLimit-Remaining", "20", "X-RateLimit-Reset", "10"))
                .isEqualTo(new QuotaLeft(20, Duration.ofMillis(9_500)));
        assertThat(left("RateLimit-Remaining", "20", "RateLimit-Reset", Long.toString(NOW.getEpochSecond() + 60)))
                .isEqualTo(new QuotaLeft(20, Duration.ofMillis(59_500)));
        assertThat(new QuotaLeft(20, Duration.ofSeconds(10)).interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(left("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "10"))
                .isNull();
        assertThat(left("X-RateLimit-Remaining", "20", "X-RateLimit-Reset", "0"))
                .isNull();
        assertThat(left("X-RateLimit-Remaining", "20")).isNull();
    }

    @Test
    void what_is_left_for_a_month_or_for_ages_permits_a_call_an_hour() {
        for (String reset : new String[] {"2592000", "999999999999"}) {
            assertThat(left("X-RateLimit-Remaining", "1", "X-RateLimit-Reset", reset))
                    .isNotNull()
                    .satisfies(left -> assertThat(left.interval()).isEqualTo(Duration.ofHours(1)));
        }
    }

    @Test
    void the_drafts_of_a_single_header_are_read_and_the_strictest_quota_counts() {
        assertThat(told(NOW, "RateLimit", "\"burst\";r=0;t=2, \"daily\";r=900;t=3600"))
                .isEqualTo(NOW.plusSeconds(2));
        assertThat(told(NOW, "RateLimit", "\"burst\";r=0;t=2, \"daily\";r=0;t=3600"))
                .isEqualTo(NOW.plusSeconds(3600));
        assertThat(told(NOW, "RateLimit", "limit=9, remaining=0, reset=7")).isEqualTo(NOW.plusSeconds(7));
        assertThat(left("RateLimit", "\"burst\";r=5;t=2, \"daily\";r=60;t=600"))
                .isEqualTo(new QuotaLeft(60, Duration.ofMillis(599_500)));
        assertThat(left("RateLimit", "limit=9, remaining=4, reset=7"))
                .isEqualTo(new QuotaLeft(4, Duration.ofMillis(6_500)));
        for (String nonsense : new String[] {"", "\"", "\"default\"", "\"default\";q=1;w=2", "bar=3, tr=4"}) {
            assertThat(told(NOW, "RateLimit", nonsense)).isNull();
            assertThat(left("RateLimit", nonsense)).isNull();
        }
    }

    @Test
    void what_was_used_of_a_window_tells_what_is_left_of_it() {
        UsedQuota minute = new UsedQuota("X-Used", 6_000, Duration.ofMinutes(1), 4);
        Instant sent = NOW.plusSeconds(20);

        assertThat(AnnouncedLimit.left(headers("X-Used", "2000")::get, sent, minute))
                .isEqualTo(new QuotaLeft(1_000, Duration.ofMillis(39_500)));
        assertThat(AnnouncedLimit.pauseUntil(headers("X-Used", "5997")::get, sent, NOW, minute))
                .as("not enough for one call more")
                .isEqualTo(NOW.plusSeconds(40));
        assertThat(AnnouncedLimit.pauseUntil(headers("X-Used", "7000")::get, sent, NOW, minute))
                .isEqualTo(NOW.plusSeconds(40));
        assertThat(AnnouncedLimit.pauseUntil(headers("X-Used", "2000")::get, sent, NOW, minute))
                .isNull();
        assertThat(AnnouncedLimit.left(headers("X-Used", "many")::get, sent, minute))
                .isNull();
        assertThat(AnnouncedLimit.quotaTold(headers("X-Used", "1")::get, minute))
                .isTrue();
        assertThat(AnnouncedLimit.quotaTold(headers()::get, minute)).isFalse();
    }

    @Test
    void a_source_that_tells_its_quota_is_known_by_it() {
        assertThat(AnnouncedLimit.quotaTold(headers("X-RateLimit-Remaining", "0")::get, null))
                .isTrue();
        assertThat(AnnouncedLimit.quotaTold(headers("Retry-After", "5")::get, null))
                .isFalse();
    }

    private static @Nullable QuotaLeft left(String... namesAndValues) {
        return AnnouncedLimit.left(headers(namesAndValues)::get, NOW, null);
    }

    private static @Nullable Instant told(Instant sent, String... namesAndValues) {
        return AnnouncedLimit.pauseUntil(headers(namesAndValues)::get, sent, NOW, null);
    }

    private static Map<String, String> headers(String... namesAndValues) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
