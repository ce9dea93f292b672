package dev.gapless.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.sandbox.time.AdjustableClock;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class FaultOrderTest {

    @Test
    void everything_but_the_kind_has_a_default() {
        FaultOrder order = order("{\"kind\":\"5xx\"}");

        assertThat(order)
                .isEqualTo(new FaultOrder(
                        "5xx",
                        "*",
                        new LinkedHashSet<>(SandboxStreamKinds.ALL),
                        null,
                        null,
                        null,
                        new FaultOrder.FaultAmount(null, null, null, null),
                        null));
        assertThat(order.count()).isEqualTo(1);
        assertThat(order.duration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(order.delay(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "count,0",
        "duration,'\"5 parsecs\"'",
        "delay,3",
        "kind,'\"flood\"'",
        "streams,[]",
        "streams,'[\"gossip\"]'",
        "age,'\"old\"'",
        "by,'\"-5 s\"'",
        "ppm,0",
        "ppm,1000001",
        "size,16000001"
    })
    void a_wrong_member_is_refused_by_its_name(String member, String value) {
        ActiveFaults faults = faults();

        assertThatThrownBy(() -> faults.order(order("{\"kind\":\"5xx\",\"%s\":%s}".formatted(member, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(member + ":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "in      | 'kind':'nul-text','in':'shoe'",
                "in      | 'kind':'403-storm','in':'body'",
                "by      | 'kind':'clock-step'",
                "by      | 'kind':'clock-step','by':'0s'",
                "ppm     | 'kind':'clock-drift'",
                "account | 'kind':'clock-step','by':'5s','account':'acc-0001'",
                "content | 'kind':'large-items','streams':['likes']",
                "nul     | 'kind':'nul-text','in':'id','streams':['profile']"
            })
    void what_a_kind_does_not_take_is_refused_by_its_name(String member, String body) {
        ActiveFaults faults = faults();

        assertThatThrownBy(() -> faults.order(FakeSocket.order("{%s}".formatted(body))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(member + ":");
    }

    private static ActiveFaults faults() {
        return new ActiveFaults(item -> {}, new AdjustableClock(Clock.systemUTC()), Instant.EPOCH);
    }

    private static FaultOrder order(String json) {
        return FaultOrder.fromJson(JsonMapper.shared().readTree(json));
    }
}
