package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A platform whose clock is put ahead, and then put right, as both paths tell it. */
class ClockFaultsIT {

    private static final long HOUR = TimeUnit.HOURS.toMicros(1);

    @TempDir
    Path data;

    private RunningSandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = RunningSandbox.withOneAccount(data);
    }

    @AfterEach
    void close() throws IOException {
        sandbox.close();
    }

    @Test
    void both_paths_tell_the_wrong_time_and_positions_do_not_go_back_when_it_is_put_right() throws Exception {
        LiveClient client = sandbox.follow();
        long confirmed = client.await("subscribed").get("server_time").asLong();

        sandbox.platformFault("clock-step", "\"by\":\"1h\"");
        JsonNode ahead = sandbox.items("'stream':'posts','operation':'create'").getFirst();
        long wrong = pong(client, 1);
        assertThat(ahead.get("position").asLong()).isGreaterThanOrEqualTo(confirmed + HOUR);
        assertThat(wrong).isGreaterThan(ahead.get("position").asLong());
        assertThat(date()).isAfter(Instant.now().plusSeconds(3_540));

        String fault = sandbox.platformFault("clock-step", "\"by\":\"-1h\"");
        JsonNode right = sandbox.items("'stream':'posts','operation':'create'").getFirst();
        assertThat(right.get("position").asLong()).isEqualTo(wrong + 1);
        assertThat(pong(client, 2)).isEqualTo(wrong + 2);
        assertThat(date()).isBefore(Instant.now().plusSeconds(60));
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(1);
    }

    private static long pong(LiveClient client, int number) {
        client.say("{\"action\":\"ping\",\"timestamp\":%d}".formatted(number));
        return client.await("pong", number).get("server_time").asLong();
    }

    private Instant date() throws Exception {
        return ZonedDateTime.parse(
                        sandbox.page("likes?limit=1")
                                .headers()
                                .firstValue("Date")
                                .orElseThrow(),
                        DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }
}
