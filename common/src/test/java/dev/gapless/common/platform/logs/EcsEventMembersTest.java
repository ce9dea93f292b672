package dev.gapless.common.platform.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.gapless.common.secret.SecretRedaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.json.JsonWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines in JSON: their events, and no secrets in them. */
class EcsEventMembersTest {

    private static final String SECRET = "s3cr3tValue";

    private final JsonWriter<ILoggingEvent> writer = JsonWriter.of(members -> {
        members.add("message", ILoggingEvent::getFormattedMessage);
        new EcsEventMembers().customize(members);
    });

    @Test
    void a_line_of_ours_has_its_events_name_and_its_values() {
        JsonNode line = written(
                "dev.gapless.processor.ConsumerWorker", "source-parked source={} cause=\"{}\"", "late", "no answer");

        assertThat(line.at("/event/action").asString()).isEqualTo("source-parked");
        assertThat(line.at("/labels/source").asString()).isEqualTo("late");
        assertThat(line.at("/labels/cause").asString()).isEqualTo("no answer");
        assertThat(line.at("/message").asString()).startsWith("source-parked source=late");
    }

    @Test
    void a_line_without_values_has_a_name_and_a_line_of_another_has_none() {
        assertThat(written("dev.gapless.X", "assignments-still-ending")
                        .at("/event/action")
                        .asString())
                .isEqualTo("assignments-still-ending");
        assertThat(written("dev.gapless.X", "assignments-still-ending").has("labels"))
                .isFalse();
        assertThat(written("dev.gapless.X", "Started in 3 s").has("event")).isFalse();
        assertThat(written("org.apache.kafka.Client", "producer-closed a=b").has("event"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /items?access_token=%s&since=4",
                "Authorization: Bearer %s",
                "authorization=Basic %s",
                "header bearer %s was refused",
                "X-BC: %s",
                "Cookie: a=1; auth_id=%s; b=2",
                "set-cookie: session=%s; Path=/",
                "?symbol=A&signature=%s",
                "?SIGN=%s",
                "{\"client_secret\" : \"%s\", \"a\": 1}",
                "{'password':'%s'}",
                "refresh_token=%s",
                "api-key: %s"
            })
    void what_looks_like_a_secret_is_replaced_in_every_member(String text) {
        JsonNode line = written("dev.gapless.X", "call-refused said=\"{}\"", text.formatted(SECRET));

        assertThat(line.toString()).doesNotContain(SECRET).contains(SecretRedaction.REPLACEMENT);
    }

    @Test
    void a_signed_token_is_replaced_wherever_it_stands() {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

        assertThat(written("dev.gapless.X", "call-refused url=wss://host/{}/x", token)
                        .toString())
                .doesNotContain("eyJzdWI");
    }

    @Test
    void ordinary_words_stay() {
        for (String text : List.of("token bucket", "design=new", "author=somebody", "tokens=4", "assigned=3")) {
            assertThat(SecretRedaction.redact(text)).isEqualTo(text);
        }
    }

    private JsonNode written(String logger, String message, Object... arguments) {
        var event =
                new LoggingEvent("fqcn", new LoggerContext().getLogger(logger), Level.INFO, message, null, arguments);
        return JsonMapper.shared().readTree(writer.writeToString(event));
    }
}
