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

class StatusClassifierTest {

    private static final Instant TOLD = Instant.parse("2026-03-01T12:00:09Z");

    @Test
    void too_many_requests_is_a_limit_with_or_without_a_header() {
        assertThat(StatusClassifier.of(429, TOLD)).isEqualTo(new Throttled(TOLD));
        assertThat(StatusClassifier.of(429, null)).isEqualTo(new Throttled(null));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void forbidden_and_unavailable_are_a_limit_only_when_they_say_until_when(int status) {
        assertThat(StatusClassifier.of(status, TOLD)).isEqualTo(new Throttled(TOLD));
        assertThat(StatusClassifier.of(status, null)).isNotInstanceOf(Throttled.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refused_credential_is_told_apart(int status) {
        assertThat(StatusClassifier.of(status, null)).isEqualTo(new Unauthorised(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504, 599})
    void server_faults_may_pass(int status) {
        assertThat(StatusClassifier.of(status, null)).isInstanceOf(TransientFault.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void nothing_there_is_told_apart(int status) {
        assertThat(StatusClassifier.of(status, null)).isEqualTo(new Absent(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 308, 400, 405, 422})
    void anything_else_is_not_asked_again_and_no_redirect_is_followed(int status) {
        assertThat(StatusClassifier.of(status, TOLD)).isInstanceOf(PermanentFault.class);
    }
}
