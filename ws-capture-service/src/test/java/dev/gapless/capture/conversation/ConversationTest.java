package dev.gapless.capture.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.connector.Authentication;
import dev.gapless.common.connector.HttpSpec;
import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.connector.SocketSpec;
import dev.gapless.common.connector.SourceSpec;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.position.PositionDomain;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection from its opening to its end, on a thread of its own as in production. */
class ConversationTest {

    private static final LiveEffect OPENED = new LiveEffect.Opened("posts", 100, Evidence.HEARTBEAT_ATTESTED, 0, null);

    private final Scripted around = new Scripted();
    private final Inbox inbox = new Inbox(Clock.systemUTC());
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    @BeforeEach
    void script() {
        around.script.put("opened", List.of(OPENED));
        around.script.put("first", List.of(claim(110), captured("a")));
        around.script.put("second", List.of(claim(120), captured("b")));
        around.script.put("third", List.of(claim(130)));
    }

    @AfterEach
    void end() {
        inbox.stop();
        await().until(ending::isDone);
    }

    @Test
    void no_report_reaches_ahead_of_what_is_not_acknowledged() {
        converse(Duration.ofSeconds(30));
        say("first");
        say("second");
        say("third");
        await().until(() -> around.captured.size() == 2);

        around.acknowledge(1);
        await().during(Duration.ofMillis(150)).until(() -> lastReport().to() == 110);

        around.acknowledge(0);
        await().until(() -> lastReport().to() == 130);
    }

    @Test
    void a_record_that_may_be_lost_ends_the_connection_and_closes_the_window_before_it() {
        converse(Duration.ofSeconds(30));
        say("first");
        say("second");
        await().until(() -> around.captured.size() == 2);

        around.fail(0);
        around.acknowledge(1);

        await().until(ending::isDone);
        assertThat(ending.join().cause()).startsWith("not delivered");
        assertThat(lastReport().to()).isEqualTo(110);
        assertThat(lastReport().open()).isFalse();
    }

    @Test
    void silence_beyond_the_limit_ends_it_at_the_last_proof() {
        converse(Duration.ofMillis(200));
        say("third");

        await().until(ending::isDone);
        assertThat(ending.join().cause()).isEqualTo("silent");
        assertThat(lastReport().to()).isEqualTo(130);
        assertThat(lastReport().open()).isFalse();
    }

    @Test
    void signs_of_life_keep_a_quiet_connection_open() {
        converse(Duration.ofMillis(300));

        await().during(Duration.ofMillis(900)).until(() -> {
            inbox.pong();
            return !ending.isDone();
        });
    }

    @Test
    void what_cannot_be_read_is_kept_and_the_claim_behind_it_waits_for_that() {
        byte[] bytes = {1, 2, 3};
        around.script.put(
                "broken", List.of(new LiveEffect.Unreadable(null, bytes, "rule", "detail", "remedy"), claim(150)));
        converse(Duration.ofSeconds(30));
        say("broken");
        await().until(() -> around.deadLetters.size() == 1);

        assertThat(around.deadLetters.getFirst().value()).isEqualTo(bytes);
        assertThat(lastReport().to()).isEqualTo(100);
        around.acknowledge(0);
        await().until(() -> lastReport().to() == 150);
    }

    @Test
    void a_stop_closes_the_windows() {
        converse(Duration.ofSeconds(30));
        say("third");
        await().until(() -> lastReport().to() == 130);

        inbox.stop();

        await().until(ending::isDone);
        assertThat(ending.join().stopped()).isTrue();
        assertThat(lastReport().open()).isFalse();
        assertThat(around.sent).contains("close");
    }

    @Test
    void the_state_is_read_behind_a_report_of_the_streams_own() {
        around.script.put("opened", List.of(new LiveEffect.ReadState("posts")));
        around.script.put("state", List.of(OPENED));
        converse(Duration.ofSeconds(30));

        await().until(() -> around.reports.size() >= 2);
        assertThat(around.reports.getFirst().aspects()).isEmpty();
        assertThat(around.reports.get(1).from()).isEqualTo(100);
    }

    private CoverageReport lastReport() {
        await().until(() -> !around.reports.isEmpty());
        return around.reports.getLast();
    }

    private void say(String message) {
        inbox.message(message.getBytes(StandardCharsets.UTF_8));
    }

    private static LiveEffect claim(long to) {
        return new LiveEffect.Claim("posts", to, List.of());
    }

    private static LiveEffect captured(String id) {
        return new LiveEffect.Captured("posts", id, false, new byte[] {1});
    }

    private void converse(Duration silenceLimit) {
        SocketSpec socket =
                new SocketSpec("ws://127.0.0.1/{account}", Duration.ofMillis(50), silenceLimit, true, 1_000);
        StreamSpec posts = new StreamSpec(
                "posts",
                StreamSpec.Kind.EVENT,
                PositionDomain.TIME,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                true,
                Duration.ZERO,
                Duration.ofDays(1),
                Duration.ofSeconds(5));
        SourceSpec spec = new SourceSpec(
                "sandbox",
                "r1",
                Authentication.NONE,
                new HttpSpec(URI.create("http://127.0.0.1"), Duration.ofSeconds(1), 1_000, 1, 1),
                socket,
                Map.of("posts", posts));
        CaptureProperties properties =
                new CaptureProperties(Duration.ofSeconds(1), 1, Duration.ofMillis(20), 1_000, Duration.ofSeconds(1));
        Thread.ofVirtual().start(() -> {
            try {
                ending.complete(new Conversation(
                                spec,
                                "acc",
                                Set.of("posts"),
                                1,
                                around,
                                around,
                                inbox,
                                around,
                                around,
                                properties,
                                Clock.systemUTC())
                        .run());
            } catch (InterruptedException e) {
                ending.completeExceptionally(e);
            }
        });
    }
}
