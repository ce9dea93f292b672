package dev.gapless.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class FaultOrderTest {

    @Test
    void everything_but_the_kind_has_a_default() {
        assertThat(order("{\"kind\":\"5xx\"}"))
                .isEqualTo(new FaultOrder("5xx", "*", 1, Duration.ofSeconds(60), Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @CsvSource({"count,0", "duration,'\"5 parsecs\"'", "delay,3", "kind,'\"flood\"'"})
    void a_wrong_member_is_refused_by_its_name(String member, String value) {
        Faults faults = new Faults(Instant.EPOCH);

        assertThatThrownBy(() -> faults.order(order("{\"kind\":\"5xx\",\"%s\":%s}".formatted(member, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(member + ":");
    }

    private static FaultOrder order(String json) {
        return FaultOrder.fromJson(JsonMapper.shared().readTree(json));
    }
}
