package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.RequestAuthenticator;
import dev.gapless.miner.fakes.FakeForum;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.Cause;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;

class ApacheFetchIT {

    private static final int MAX = 100_000;
    private static final FetchProperties PROPERTIES =
            new FetchProperties(8, 4, Duration.ofSeconds(30), Duration.ofSeconds(5));

    /** For answers that come: a busy machine is slow. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** For answers that never end. */
    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private final FakeForum forum = new FakeForum();
    private final CloseableHttpClient anywhere =
            HttpClientFactory.pooled(PROPERTIES, SystemDefaultDnsResolver.INSTANCE);
    private final CloseableHttpClient publicOnly = HttpClientFactory.pooled(
            PROPERTIES,
            new PolicyDnsResolver(
                    SystemDefaultDnsResolver.INSTANCE, AddressPolicy.PUBLIC_ONLY, NetworkRule.PUBLIC_ONLY));
    private final RequestDeadlines deadlines = new RequestDeadlines();
    private final ClockSkewTracker sourceClocks =
            new ClockSkewTracker(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)), new SimpleMeterRegistry());
    private final ApacheFetch fetch = new ApacheFetch(
            new SourceClients(
                    rule -> rule.allowPrivate() ? anywhere : publicOnly, Duration.ofHours(2), System::nanoTime),
            deadlines,
            new FakeClock(FixedNoon.NOON),
            sourceClocks,
            new RequestAuthenticator(AddressPolicy.PUBLIC_ONLY, new FakeClock(FixedNoon.NOON)));
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        over.countDown();
        forum.close();
        deadlines.close();
        anywhere.close();
        publicOnly.close();
    }

    /** The forum's server dates its answers by itself, to the second; our clock is ten seconds ahead of it. */
    @Test
    void an_answers_date_tells_how_far_the_sources_clock_is_behind() throws InterruptedException {
        forum.on("/dated", exchange -> FakeForum.send(exchange, 200, "{}"));
        long begun = System.nanoTime();

        assertThat(get("/dated")).isInstanceOf(Answered.class);

        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(sourceClocks.behind(source().spec().source()))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12).plus(taken));
    }

    @Test
    void a_page_comes_with_the_credential_shown_once() throws InterruptedException {
        forum.on("/page", exchange -> FakeForum.send(exchange, 200, "{\"a\":1}"));

        assertThat(get("/page")).isInstanceOfSatisfying(Answered.class, answered -> {
            assertThat(new String(answered.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
        });
        assertThat(result("/page").pauseUntil()).isNull();
        assertThat(forum.seen()).first().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.authorization()).isEqualTo("Bearer s3cret");
        });
    }

    @Test
    void a_call_with_a_body_is_posted() throws InterruptedException {
        HttpCall call = new HttpCall(forum.url().resolve("/rpc"), "[1]".getBytes(StandardCharsets.UTF_8));

        assertThat(fetch(source(), call)).isInstanceOf(Answered.class);
        assertThat(forum.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.body()).isEqualTo("[1]");
        });
    }

    @Test
    void parameters_in_headers_are_sent_and_hide_no_credential() throws InterruptedException {
        forum.on(
                "/headers",
                exchange -> FakeForum.send(
                        exchange,
                        200,
                        "{\"after\":\"%s\",\"accept\":\"%s\"}"
                                .formatted(
                                        exchange.getRequestHeaders().getFirst("X-After"),
                                        exchange.getRequestHeaders().getFirst("Accept"))));
        HttpCall call = HttpCall.get(forum.url().resolve("/headers"))
                .with(Map.of("X-After", "7", "Accept", "application/vnd.forum+json", "Authorization", "none"));

        assertThat(fetch(source(), call)).isInstanceOfSatisfying(Answered.class, answered -> {
            assertThat(new String(answered.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"after\":\"7\",\"accept\":\"application/vnd.forum+json\"}");
        });
        assertThat(forum.seen())
                .last()
                .extracting(FakeForum.Seen::authorization)
                .isEqualTo("Bearer s3cret");
    }

    @Test
    void status_and_body_together_say_what_is_gone() throws Exception {
        forum.on("/deleted", exchange -> FakeForum.send(exchange, 404, "{\"error\":\"deleted\"}"));
        forum.on("/hidden", exchange -> FakeForum.send(exchange, 200, "{\"error\":\"deleted\"}"));
        forum.on("/wrong", exchange -> FakeForum.send(exchange, 404, "<html>no such page"));
        forum.on("/there", exchange -> FakeForum.send(exchange, 200, "{\"id\":1}"));
        MessageCondition deleted = MessageCondition.compile("body.error == 'deleted'", List.of("status", "body"));

        assertThat(judged("/deleted", new AbsenceRule(deleted, true))).isEqualTo(new Absent(404, true));
        assertThat(judged("/hidden", new AbsenceRule(deleted, true))).isEqualTo(new Absent(200, true));
        assertThat(judged("/wrong", new AbsenceRule(deleted, true))).isInstanceOf(PermanentFault.class);
        assertThat(judged("/there", new AbsenceRule(deleted, true))).isInstanceOf(Answered.class);
        // a listing: what the manifest says adds to the status, and an answer of 200 is a page
        assertThat(judged("/deleted", new AbsenceRule(deleted, false))).isEqualTo(new Absent(404, true));
        assertThat(judged("/hidden", new AbsenceRule(deleted, false))).isInstanceOf(Answered.class);
        assertThat(judged("/wrong", new AbsenceRule(deleted, false))).isEqualTo(new Absent(404, false));
        forum.on("/kept", exchange -> FakeForum.send(exchange, 400, "{\"error\":\"deleted\",\"kept\":20}"));
        AbsenceRule named = new AbsenceRule(
                deleted, false, new AbsenceRule.KeptBoundary(JsonPointer.compile("/kept"), NumberForm.NUMBER));
        assertThat(judged("/kept", named)).isEqualTo(new Absent(400, true, 20L));
        assertThat(judged("/deleted", named)).isEqualTo(new Absent(404, true));
    }

    private FetchOutcome judged(String path, AbsenceRule rule) throws InterruptedException {
        return fetch(source(), new HttpCall(forum.url().resolve(path), null, rule));
    }

    @Test
    void limits_are_read_from_the_headers_of_every_status() throws InterruptedException {
        forum.on("/page", exchange -> usedUp(exchange, 200));
        forum.on("/missing", exchange -> usedUp(exchange, 404));
        forum.on("/forbidden", exchange -> usedUp(exchange, 403));
        forum.on("/busy", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "9");
            FakeForum.send(exchange, 429, "slow down");
        });
        Instant reset = FixedNoon.NOON.plusSeconds(7);

        assertThat(result("/page").pauseUntil()).isEqualTo(reset);
        assertThat(result("/missing")).isEqualTo(new FetchResult(new Absent(404), reset, null, true));
        assertThat(result("/forbidden")).isEqualTo(new FetchResult(new Throttled(reset), reset, null, true));
        Instant later = FixedNoon.NOON.plusSeconds(9);
        assertThat(result("/busy")).isEqualTo(new FetchResult(new Throttled(later), later));
    }

    private static void usedUp(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("X-RateLimit-Remaining", "0");
        exchange.getResponseHeaders().set("X-RateLimit-Reset", "7");
        FakeForum.send(exchange, status, "{}");
    }

    @Test
    void a_page_longer_than_allowed_is_given_up_and_the_rest_is_not_read() throws InterruptedException {
        AtomicLong written = new AtomicLong();
        forum.on("/long", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            flood(exchange, written);
        });

        assertThat(get("/long")).isInstanceOfSatisfying(TooLong.class, tooLong -> {
            assertThat(tooLong.reason()).isEqualTo("a page of more than 100000 bytes");
            assertThat(tooLong.beginning()).hasSize(64 * 1024);
        });
        assertThat(written.get()).isLessThan(50_000_000);
        assertThat(get("/page")).isInstanceOf(Answered.class);
    }

    @Test
    void a_small_body_that_unpacks_to_a_huge_one_is_given_up_in_bounded_memory() throws Exception {
        byte[] bomb = bomb(400_000_000);
        assertThat(bomb.length).isLessThan(1_000_000);
        forum.on("/bomb", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, bomb.length);
            exchange.getResponseBody().write(bomb);
        });
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();

        assertThat(get("/bomb")).isInstanceOf(TooLong.class);

        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(5_000_000);
    }

    @Test
    void a_packed_page_is_unpacked() throws Exception {
        byte[] packed = bomb(50_000);
        forum.on("/packed", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
        });

        assertThat(get("/packed"))
                .isInstanceOfSatisfying(
                        Answered.class, answered -> assertThat(answered.body()).hasSize(50_000));
    }

    @Test
    void a_redirect_is_not_followed() throws InterruptedException {
        forum.on("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            FakeForum.send(exchange, 302, "");
        });

        assertThat(get("/moved")).isInstanceOf(PermanentFault.class);
        assertThat(forum.seen("/elsewhere")).isEmpty();
    }

    @Test
    void another_origin_is_not_called_with_our_credential() throws InterruptedException {
        try (FakeForum other = new FakeForum()) {
            assertThat(fetch(source(), HttpCall.get(other.url().resolve("/page"))))
                    .isInstanceOf(PermanentFault.class);
            assertThat(other.seen()).isEmpty();
        }
    }

    @Test
    void an_upstream_that_drips_its_answer_is_given_up_in_time() throws InterruptedException {
        forum.on("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            drip(exchange);
        });

        assertThat(impatiently("/drip")).isEqualTo(new TransientFault(Cause.TIMEOUT, "no whole answer in time"));
    }

    @Test
    void an_upstream_that_says_nothing_is_given_up_in_time() throws InterruptedException {
        forum.on("/silent", exchange -> awaitEnd());

        assertThat(impatiently("/silent")).isEqualTo(new TransientFault(Cause.TIMEOUT, "no whole answer in time"));
    }

    @Test
    void a_refused_connection_is_the_networks_fault() throws InterruptedException {
        forum.close();

        assertThat(get("/page"))
                .isInstanceOfSatisfying(
                        TransientFault.class, fault -> assertThat(fault.cause()).isEqualTo(Cause.NETWORK));
    }

    @Test
    void a_private_address_is_not_even_connected_to_without_the_manifests_leave() throws InterruptedException {
        assertThat(fetch(source().publicOnly(), HttpCall.get(forum.url().resolve("/page"))))
                .isInstanceOf(PermanentFault.class);
        assertThat(forum.seen()).isEmpty();
    }

    private FetchOutcome impatiently(String path) throws InterruptedException {
        return fetch(source(IMPATIENT), HttpCall.get(forum.url().resolve(path)));
    }

    private FetchOutcome get(String path) throws InterruptedException {
        return result(path).outcome();
    }

    private FetchResult result(String path) throws InterruptedException {
        return result(source(), HttpCall.get(forum.url().resolve(path)));
    }

    private FetchOutcome fetch(FakeSource source, HttpCall call) throws InterruptedException {
        return result(source, call).outcome();
    }

    private FetchResult result(FakeSource source, HttpCall call) throws InterruptedException {
        return fetch.fetch(source, call, Secret.of("s3cret"), Duration.ofSeconds(60));
    }

    private FakeSource source() {
        return source(PATIENT);
    }

    private FakeSource source(Duration timeout) {
        URI base = forum.url();
        return FakeSource.of(
                new HttpSpec(base, timeout, MAX, 10, 10),
                (stream, mode, from, to, resume) -> new ScriptedWalk(List.of()));
    }

    private static void flood(HttpExchange exchange, AtomicLong written) {
        byte[] chunk = new byte[64 * 1024];
        try (OutputStream body = exchange.getResponseBody()) {
            while (written.addAndGet(chunk.length) < 2_000_000_000L) {
                body.write(chunk);
            }
        } catch (IOException e) {
            // the miner hung up, as it should
            return;
        }
    }

    private void drip(HttpExchange exchange) {
        try (OutputStream body = exchange.getResponseBody()) {
            while (!over.await(200, TimeUnit.MILLISECONDS)) {
                body.write(' ');
                body.flush();
            }
        } catch (IOException e) {
            // the miner hung up, as it should
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bomb(int size) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[10_000];
            for (int i = 0; i < size / zeros.length; i++) {
                zip.write(zeros);
            }
        }
        return packed.toByteArray();
    }
}
