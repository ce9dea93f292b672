package dev.gapless.connector.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AuthenticatedRequest;
import dev.gapless.connector.Connector;
import dev.gapless.connector.manifest.ManifestTexts;
import dev.gapless.connector.manifest.part.AddressPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestAuthenticatorTest {

    private static final AddressPolicy LOOPBACK = AddressPolicy.of(List.of("127.0.0.0/8"));
    private static final Secret CLIENT =
            Secret.of("{\"client_id\":\"ann:1\",\"client_secret\":\"hunter2\",\"refresh_token\":\"first\"}");
    private static final URI PAGE = URI.create("http://127.0.0.1:9190/v1/posts?limit=5");

    private final TokenServer server = new TokenServer();
    private final AtomicLong nanos = new AtomicLong();
    private final RequestAuthenticator requests = authenticator(LOOPBACK, Instant.EPOCH);

    RequestAuthenticatorTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        requests.close();
        server.close();
    }

    @Test
    void a_token_is_asked_for_once_and_again_shortly_before_its_end() throws Exception {
        Connector source = oauth("grant: client-credentials, parameters: {scope: read}");

        assertThat(ready(source).headers()).containsEntry("Authorization", "Bearer access-1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(89));
        assertThat(ready(source).headers()).containsEntry("Authorization", "Bearer access-1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(ready(source).headers()).containsEntry("Authorization", "Bearer access-2");

        assertThat(server.forms()).hasSize(2).allMatch("grant_type=client_credentials&scope=read"::equals);
        // RFC 6749, 2.3.1: id and secret are encoded as in a form before they are joined
        assertThat(server.authorizations()).contains("Basic YW5uJTNBMTpodW50ZXIy");
    }

    @Test
    void many_who_need_a_token_at_once_ask_once() throws Exception {
        Connector source = oauth("grant: client-credentials");
        List<Future<AuthenticatedRequest>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> ready(source)));
            }
            for (Future<AuthenticatedRequest> one : all) {
                assertThat(one.get().headers()).containsEntry("Authorization", "Bearer access-1");
            }
        }
        assertThat(server.forms()).hasSize(1);
    }

    /** Two calls are on their way with the same token; the second refusal must not cost the new one. */
    @Test
    void a_refused_token_is_replaced_once() throws Exception {
        Connector source = oauth("grant: client-credentials");
        AuthenticatedRequest one = ready(source);
        AuthenticatedRequest other = ready(source);

        requests.refused(source, CLIENT, one);
        assertThat(ready(source).headers()).containsEntry("Authorization", "Bearer access-2");
        requests.refused(source, CLIENT, other);

        assertThat(ready(source).headers()).containsEntry("Authorization", "Bearer access-2");
        assertThat(server.forms()).hasSize(2);
    }

    @Test
    void a_refresh_token_that_is_replaced_is_used_from_then_on() throws Exception {
        Connector source = oauth("grant: refresh-token, client: body");
        server.renew();

        AuthenticatedRequest first = ready(source);
        requests.refused(source, CLIENT, first);
        ready(source);

        assertThat(server.forms())
                .containsExactly(
                        "grant_type=refresh_token&refresh_token=first&client_id=ann%3A1&client_secret=hunter2",
                        "grant_type=refresh_token&refresh_token=next-1&client_id=ann%3A1&client_secret=hunter2");
        assertThat(server.authorizations()).containsOnly("null");
    }

    @Test
    void a_token_goes_where_the_manifest_says() throws Exception {
        Connector headers = connector(
                "headers: {Client-Id: '{client_id}', Authorization: 'OAuth {token}'}\n  oauth2: {grant: client-credentials, token-url: %s/token}"
                        .formatted(server.url()));
        Connector query = connector("query: access_token\n  oauth2: {grant: client-credentials, token-url: %s/token}"
                .formatted(server.url()));

        assertThat(ready(headers).headers())
                .containsEntry("Client-Id", "ann:1")
                .containsEntry("Authorization", "OAuth access-1");
        assertThat(ready(query).uri()).hasToString(PAGE + "&access_token=access-1");
        // one grant and one credential have one token, wherever it is shown
        assertThat(server.forms()).hasSize(1);
    }

    @Test
    void a_denial_and_a_failure_are_told_apart_and_show_no_secret() throws Exception {
        Connector source = oauth("grant: client-credentials");
        server.answer(401);
        assertThat(result(source)).isEqualTo(new AuthenticationResult.Refused(401));
        // a caller that asks at the same time gets the same answer
        assertThat(result(source)).isEqualTo(new AuthenticationResult.Refused(401));
        assertThat(server.forms()).hasSize(1);

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        server.answer(503);
        assertThat(result(source))
                .isEqualTo(new AuthenticationResult.Unavailable("the token endpoint: status 503 (expected: 200)"));

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        server.answer(200);
        assertThat(result(source).toString()).doesNotContain("access-").doesNotContain("hunter2");
    }

    @Test
    void an_address_that_the_operator_does_not_permit_is_not_reached() throws Exception {
        Connector source = oauth("grant: client-credentials");
        try (RequestAuthenticator strict = authenticator(AddressPolicy.PUBLIC_ONLY, Instant.EPOCH)) {
            assertThat(strict.authenticate(source, "GET", PAGE, null, CLIENT))
                    .isInstanceOf(AuthenticationResult.NotPermitted.class);
        }
        assertThat(server.forms()).isEmpty();
    }

    @Test
    void a_redirect_of_the_token_endpoint_is_not_followed() throws Exception {
        Connector source =
                connector("oauth2: {grant: client-credentials, token-url: %s/moved}".formatted(server.url()));

        assertThat(result(source)).isInstanceOf(AuthenticationResult.Unavailable.class);
        assertThat(server.forms()).isEmpty();
    }

    /** The example of Binance's documentation. */
    @Test
    void a_signed_query_is_the_documented_one() throws Exception {
        Connector source = connector("""
                headers: {X-MBX-APIKEY: '{key}'}
                  signed:
                    algorithm: hmac-sha256
                    text: '{query}'
                    timestamp: {query: timestamp, unit: milliseconds}
                    signature: {query: signature, encoding: hex}""");
        Secret credential = Secret.of(
                "{\"key\":\"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A\",\"secret\":\"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j\"}");
        String query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000";
        try (RequestAuthenticator then = authenticator(LOOPBACK, Instant.ofEpochMilli(1_499_827_319_559L))) {
            AuthenticatedRequest signed = ready(then.authenticate(
                    source, "GET", URI.create("http://127.0.0.1:9190/api/v3/order?" + query), null, credential));

            assertThat(signed.uri().getRawQuery())
                    .isEqualTo(
                            query
                                    + "&timestamp=1499827319559&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
            assertThat(signed.headers().get("X-MBX-APIKEY")).startsWith("vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0");
            assertThat(signed.toString()).doesNotContain("signature").doesNotContain("vmPU");
        }
    }

    /** As Coinbase Exchange wants it: the expected value was computed with OpenSSL. */
    @Test
    void a_body_is_signed_with_a_decoded_secret_into_headers() throws Exception {
        Connector source = connector("""
                signed:
                    algorithm: hmac-sha256
                    secret: passwort
                    secret-encoding: base64
                    text: '{timestamp}{method}{target}{body}'
                    timestamp: {header: CB-ACCESS-TIMESTAMP, unit: seconds}
                    signature: {header: CB-ACCESS-SIGN, encoding: base64}""");
        try (RequestAuthenticator then = authenticator(LOOPBACK, Instant.ofEpochSecond(1_700_000_000L))) {
            AuthenticatedRequest signed = ready(then.authenticate(
                    source,
                    "POST",
                    PAGE,
                    "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                    Secret.of("{\"passwort\":\"aHVudGVyMg==\"}")));

            assertThat(signed.uri()).isEqualTo(PAGE);
            assertThat(signed.headers())
                    .containsEntry("CB-ACCESS-TIMESTAMP", "1700000000")
                    .containsEntry("CB-ACCESS-SIGN", "e7LYJTTYvp0+MnedDe7iz4Xy5ydWIF8V1ensrlqgG9E=");
        }
    }

    @Test
    void a_credential_without_the_secret_signs_nothing() throws Exception {
        Connector source =
                connector("signed: {algorithm: hmac-sha256, text: '{query}', signature: {query: signature}}");

        assertThat(ready(requests.authenticate(source, "GET", PAGE, null, Secret.of("plain")))
                        .uri())
                .isEqualTo(PAGE);
    }

    private RequestAuthenticator authenticator(AddressPolicy policy, Instant now) {
        return new RequestAuthenticator(policy, Clock.fixed(now, ZoneOffset.UTC), nanos::get);
    }

    private Connector oauth(String more) {
        return connector("oauth2: {token-url: %s/token, %s}".formatted(server.url(), more));
    }

    private static Connector connector(String authentication) {
        return ManifestTexts.connector(
                ManifestTexts.sandbox().replace("header: Authorization\n  prefix: \"Bearer \"", authentication));
    }

    private AuthenticationResult result(Connector source) throws InterruptedException {
        return requests.authenticate(source, "GET", PAGE, null, CLIENT);
    }

    private AuthenticatedRequest ready(Connector source) throws InterruptedException {
        return ready(result(source));
    }

    private static AuthenticatedRequest ready(AuthenticationResult result) {
        assertThat(result).isInstanceOf(AuthenticationResult.Ready.class);
        return ((AuthenticationResult.Ready) result).request();
    }
}
