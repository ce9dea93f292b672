package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void too_many_requests_is_a_wish_to_slow_down_with_or_without_a_header() {
        assertThat(Answers.of(429, "9", NOW)).isEqualTo(new Throttled(NOW.plusSeconds(9)));
        assertThat(Answers.of(429, null, NOW)).isEqualTo(new Throttled(NOW.plusSeconds(5)));
    }

    @Test
    void unavailable_is_a_wish_to_slow_down_only_when_it_says_until_when() {
        assertThat(Answers.of(503, "9", NOW)).isEqualTo(new Throttled(NOW.plusSeconds(9)));
        assertThat(Answers.of(503, null, NOW)).isInstanceOf(TransientFault.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refused_credential_is_told_apart(int status) {
        assertThat(Answers.of(status, null, NOW)).isEqualTo(new Unauthorised(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 504, 599})
    void server_faults_may_pass(int status) {
        assertThat(Answers.of(status, null, NOW)).isInstanceOf(TransientFault.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void nothing_there_is_told_apart(int status) {
        assertThat(Answers.of(status, null, NOW)).isEqualTo(new Absent(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 308, 400, 405, 422})
    void anything_else_is_not_asked_again_and_no_redirect_is_followed(int status) {
        assertThat(Answers.of(status, "5", NOW)).isInstanceOf(PermanentFault.class);
    }
}
