package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.ConnectorCheck;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources that want tokens and signatures, called and listened to by the miner's and the capture's own code. */
class GuardedSourceTest {

    private static final String OAUTH = """
            type: rest
            source: guarded
            network: {allow-private: true}
            authentication:
              oauth2: {grant: client-credentials, token-url: HTTP/token, client: body}
            http:
              base-url: HTTP
              rate: {per-second: 500, burst: 5}
            socket:
              url: WS/live
              heartbeat: 1s
              silence-limit: 4s
              lateness: 250ms
              unconfirmed: true
              dialogue:
                - await: {pointer: /kind, equals: hello}
                - send: '{"op":"enter","room":"{account}"}'
                  await: {when: "message.id == 1 && message.error == null"}
              ping: {by: protocol}
              events:
                type: /kind
                item: /post
                map:
                  post: {stream: posts, operation: create}
            streams:
              posts:
                kind: event
                item: {id: /id, position: /at, position-unit: milliseconds}
                listing:
                  path: /posts
                  order: newest-first
                  window: {}
                  paging: {by: link}
                  items: ""
                settle: 1s
                horizon: 1d
                poll: 10s
            """;

    private static final String SIGNED = OAUTH.substring(0, OAUTH.indexOf("socket:"))
                    .replace("  oauth2: {grant: client-credentials, token-url: HTTP/token, client: body}", """
                            headers: {X-API-KEY: '{client_id}'}
                            signed:
                              algorithm: hmac-sha256
                              secret: client_secret
                              text: '{query}'
                              timestamp: {query: timestamp, unit: milliseconds}
                              signature: {query: signature, encoding: hex}""".indent(2)
                            .stripTrailing())
            + OAUTH.substring(OAUTH.indexOf("streams:"))
                    .replace("path: /posts", "path: /trades\n      parameters: {symbol: BTC USD}");

    private final GuardedSourceServer source;

    GuardedSourceTest() throws IOException {
        source = new GuardedSourceServer(Clock.systemUTC());
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void one_access_token_opens_both_paths_and_the_dialogue_is_led() throws Exception {
        List<CheckStep> steps;
        try (SourceAccess access = access(OAUTH, GuardedSourceServer.SECRET)) {
            Thread frames = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    source.sayPost("post-2");
                    try {
                        Thread.sleep(10);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            steps = new ConnectorCheck(access, Duration.ofSeconds(60), step -> {}).run();
            frames.interrupt();
            frames.join();
        }

        assertThat(steps).noneMatch(CheckStep::failed);
        assertThat(steps).extracting(CheckStep::step).contains("page-mapping", "socket", "frame-mapping");
        assertThat(source.tokens()).isEqualTo(1);
        assertThat(steps.toString()).doesNotContain("token-1").doesNotContain(GuardedSourceServer.SECRET);
    }

    /** The first call with a token that the source has forgotten is refused; the next one brings a new token. */
    @Test
    void a_revoked_token_costs_one_refused_call() throws Exception {
        try (SourceAccess access = access(
                OAUTH.substring(0, OAUTH.indexOf("socket:")) + OAUTH.substring(OAUTH.indexOf("streams:")),
                GuardedSourceServer.SECRET)) {
            assertThat(pages(access)).noneMatch(CheckStep::failed);
            source.revoke();
            int before = source.refused();

            assertThat(pages(access)).anyMatch(CheckStep::failed);
            assertThat(pages(access)).noneMatch(CheckStep::failed);

            // the other is the call without a credential, by which a check tells whether one is asked for
            assertThat(source.refused() - before).isEqualTo(2);
        }
        assertThat(source.tokens()).isEqualTo(3);
    }

    @Test
    void a_denied_client_is_told_as_a_refused_credential() throws Exception {
        try (SourceAccess access = access(OAUTH, "wrong")) {
            List<CheckStep> steps = new ConnectorCheck(access, Duration.ofMillis(200), step -> {}).run();

            assertThat(steps).anyMatch(step -> step.failed() && step.detail().contains("refused with status 401"));
            assertThat(steps.toString()).doesNotContain("wrong");
        }
    }

    @Test
    void a_signed_call_is_answered() throws Exception {
        try (SourceAccess access = access(SIGNED, GuardedSourceServer.SECRET)) {
            assertThat(pages(access)).noneMatch(CheckStep::failed);
        }
        try (SourceAccess access = access(SIGNED, "wrong")) {
            assertThat(pages(access))
                    .anyMatch(step -> step.failed() && step.detail().contains("status 401"));
        }
    }

    private static List<CheckStep> pages(SourceAccess access) throws Exception {
        return new ConnectorCheck(access, Duration.ofMillis(200), step -> {}).run();
    }

    private SourceAccess access(String manifest, String secret) {
        String text = manifest.replace("HTTP", source.url())
                .replace("WS/", "ws://127.0.0.1:%d/".formatted(source.frames().port()));
        Reading reading = ManifestReader.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return new SourceAccess(
                ((Reading.Accepted) reading).connector(),
                "ann",
                Secret.of("{\"client_id\":\"ann\",\"client_secret\":\"%s\"}".formatted(secret)),
                AddressPolicy.of(List.of("127.0.0.0/8")),
                Clock.systemUTC(),
                Thread::sleep);
    }
}
