package dev.gapless.miner.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.QuotaStatusCall;
import dev.gapless.miner.fakes.FixedNoon;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;

class QuotaStatusTest {

    private static final QuotaStatusCall CALL = new QuotaStatusCall(
            "/rate_limit",
            JsonPointer.compile("/core/remaining"),
            JsonPointer.compile("/core/limit"),
            JsonPointer.compile("/core/reset"),
            Duration.ofMinutes(1));

    private static @Nullable QuotaStatus read(String body) {
        return QuotaStatus.read(CALL, body.getBytes(UTF_8), FixedNoon.NOON);
    }

    @Test
    void seconds_from_now_and_of_the_epoch_are_told_apart_by_size() {
        assertThat(read("{\"core\":{\"remaining\":4999,\"limit\":5000,\"reset\":\"90\"}}"))
                .isEqualTo(new QuotaStatus(4999, 5000L, Duration.ofSeconds(90)));
        long later = FixedNoon.NOON.getEpochSecond() + 60;
        assertThat(read("{\"core\":{\"remaining\":\"0\",\"limit\":5000,\"reset\":%d}}".formatted(later)))
                .isEqualTo(new QuotaStatus(0, 5000L, Duration.ofSeconds(60)));
    }

    @Test
    void a_quota_that_is_used_up_or_filled_again_has_nothing_to_spend_evenly() {
        assertThat(Objects.requireNonNull(read("{\"core\":{\"remaining\":0,\"reset\":60}}"))
                        .left())
                .isNull();
        assertThat(Objects.requireNonNull(read("{\"core\":{\"remaining\":9,\"reset\":0}}"))
                        .left())
                .isNull();
        assertThat(Objects.requireNonNull(read("{\"core\":{\"remaining\":9,\"reset\":90}}"))
                        .left())
                .isEqualTo(new QuotaLeft(9, Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "[]",
                "{\"core\":{\"remaining\":5}}",
                "{\"core\":{\"remaining\":-5,\"reset\":60}}",
                "{\"core\":{\"remaining\":\"many\",\"reset\":60}}",
                "{\"core\":{\"remaining\":{},\"reset\":60}}"
            })
    void what_has_another_form_is_not_believed(String body) {
        assertThat(read(body)).isNull();
    }
}
