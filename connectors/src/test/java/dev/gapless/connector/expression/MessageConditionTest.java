package dev.gapless.connector.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessageConditionTest {

    private static final List<String> MESSAGE = List.of("message");
    private static final JsonNode DEAL = json("""
            {"kind":"deal","id":7,"price":1.5,"big":12345678901234567890,"flag":true,"none":null,
             "tags":["a","b"],"inner":{"code":"x-1"}}""");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message.kind == 'deal' | true",
                "message.kind == 'other' | false",
                "message.id == 7 && message.price > 1.0 | true",
                "message.id == 7.0 | true",
                "message.big > 1 | true",
                "message.flag | true",
                "message.none == null | true",
                "message.kind == null | false",
                "!has(message.absent) | true",
                "has(message.none) | true",
                "message.absent == 1 | false",
                "message.id == 'x' | false",
                "message.kind | false",
                "'b' in message.tags | true",
                "message.tags[1] == 'b' && message.tags.size() == 2 | true",
                "message.tags[9] == 'b' | false",
                "message.inner.code.startsWith('x') | true",
                "message.inner.code.matches('^x-[0-9]$') | true",
                "message == null | false",
                "message.tags['x'] == 1 | false",
                "message.tags[-1] == 'b' | false",
                "message[0] == 1 | false",
                "message.id.startsWith('x') | false",
                "message.id + 9223372036854775807 > 0 | false",
                "message.id / 0 == 1 | false",
                "int(message.kind) == 1 | false",
                "message.kind < 1 | false",
                "timestamp(message.kind) > timestamp('2026-01-01T00:00:00Z') | false",
                "duration('999999999999h') > duration('1h') | false",
                "message.kind.matches(message.inner.code + '(') | false",
                "message['kind'] in ['deal', 'trade'] | true",
            })
    void a_condition_is_evaluated(String text, boolean expected) throws Exception {
        assertThat(MessageCondition.compile(text, MESSAGE).holds(DEAL)).as(text).isEqualTo(expected);
    }

    @Test
    void a_message_of_any_kind_is_seen() throws Exception {
        assertThat(MessageCondition.compile("message == 'pong'", MESSAGE).holds(json("\"pong\"")))
                .isTrue();
        assertThat(MessageCondition.compile("message[0] == 'hb'", MESSAGE).holds(json("[\"hb\",1]")))
                .isTrue();
        assertThat(MessageCondition.compile("message == null", MESSAGE).holds(json("null")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message.kind ==",
                "mesage.kind == 'x'",
                "1 + 1",
                "message.tags.exists(t, t == 'a')",
                "message.tags.all(t, true)",
                "[1, 2].map(x, x + 1) == message.tags",
                "System.exit(0)",
                "message.matches('(')) ",
            })
    void what_is_no_condition_or_loops_is_refused(String text) {
        assertThatThrownBy(() -> MessageCondition.compile(text, MESSAGE))
                .isInstanceOf(InvalidConditionException.class)
                .hasMessageContaining("character ");
    }

    @Test
    void an_expression_is_bounded() {
        assertThatThrownBy(() -> MessageCondition.compile("true || ".repeat(100) + "true", MESSAGE))
                .isInstanceOf(InvalidConditionException.class);
        assertThatThrownBy(() -> MessageCondition.compile("(".repeat(60) + "true" + ")".repeat(60), MESSAGE))
                .isInstanceOf(InvalidConditionException.class);
    }

    /** A pattern that a backtracking matcher would need years for. */
    @Test
    void a_pattern_and_a_long_message_cost_linear_time() throws Exception {
        JsonNode longText = JsonMapper.shared().createObjectNode().put("text", "a".repeat(100_000));
        MessageCondition condition = MessageCondition.compile("message.text.matches('^(a+)+$') && false", MESSAGE);
        long begun = System.nanoTime();

        assertThat(condition.holds(longText)).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
