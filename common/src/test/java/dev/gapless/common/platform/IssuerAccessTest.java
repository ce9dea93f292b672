package dev.gapless.common.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.ApiTokenFinder.KnownCaller;
import dev.gapless.common.platform.tenant.TenantSources;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.client.ResourceAccessException;

/** Callers whom an OpenID Connect issuer vouches for, through the filters that every service has. */
class IssuerAccessTest {

    private static final String SERVICE_TOKEN = "the-token-of-services-in-this-test";

    /** A test of calls. */
    @FunctionalInterface
    private interface CallTest {
        void run(Filter filters) throws Exception;
    }

    private final List<AuditLogEntry> written = new ArrayList<>();
    private FakeIssuer issuer;

    @TempDir
    private Path directory;

    @BeforeEach
    void issue() throws IOException {
        issuer = new FakeIssuer();
    }

    @AfterEach
    void end() {
        issuer.close();
    }

    @Test
    void roles_of_the_token_are_roles_here_and_its_name_is_in_the_audit_log() {
        with(filters -> {
            assertThat(status(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer")))
                    .isEqualTo(200);
            assertThat(status(filters, "POST", "/v1/stops", token("ann", "gapless-viewer")))
                    .isEqualTo(403);
            assertThat(written).isEmpty();
            assertThat(status(filters, "POST", "/v1/stops", token("bob", "gapless-viewer", "gapless-operator")))
                    .isEqualTo(200);
            assertThat(written)
                    .hasSize(2)
                    .allSatisfy(entry -> assertThat(entry.caller()).isEqualTo("oidc:bob"));
            assertThat(status(filters, "GET", "/v1/tokens", token("bob", "gapless-operator")))
                    .isEqualTo(403);
            assertThat(status(filters, "GET", "/v1/tokens", token("eve", "gapless-admin")))
                    .isEqualTo(200);
            assertThat(status(filters, "POST", "/internal/v1/audit-log", token("eve", "gapless-admin", "SERVICE")))
                    .as("no issuer makes a service")
                    .isEqualTo(403);
            assertThat(status(filters, "GET", "/v1/gaps", token("ann")))
                    .as("no role")
                    .isEqualTo(403);
            assertThat(status(filters, "GET", "/v1/gaps", token("ann", "admin")))
                    .as("no role of ours")
                    .isEqualTo(403);
        });
        assertThat(issuer.asked()).as("one discovery, one key set").isEqualTo(2);
    }

    @Test
    void roles_are_found_where_the_settings_say() {
        with(
                filters -> {
                    JWTClaimsSet.Builder nested = issuer.claims("1", "gapless-viewer")
                            .claim("realm_access", Map.of("roles", List.of("ops")))
                            .claim("login", "ann");
                    assertThat(status(filters, "POST", "/v1/stops", issuer.token(nested)))
                            .isEqualTo(200);
                    assertThat(written)
                            .allSatisfy(entry -> assertThat(entry.caller()).isEqualTo("oidc:ann"));
                    JWTClaimsSet.Builder text = issuer.claims("1")
                            .claim("realm_access.roles", "read ops")
                            .claim("login", "ann");
                    assertThat(status(filters, "POST", "/v1/stops", issuer.token(text)))
                            .isEqualTo(200);
                    assertThat(status(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer")))
                            .as("no name in the claim login")
                            .isEqualTo(401);
                },
                "gapless.access.oidc.roles-claim=realm_access.roles",
                "gapless.access.oidc.name-claim=login",
                "gapless.access.oidc.operator-role=ops");
    }

    @Test
    void a_claim_names_the_tenant_and_without_it_a_caller_sees_nothing() {
        with(
                filters -> {
                    String acme = issuer.token(
                            issuer.claims("ann", "gapless-operator").claim("orgs", Map.of("tenant", "acme")));
                    assertThat(status(filters, "GET", "/v1/sources/forum", acme))
                            .isEqualTo(200);
                    assertThat(status(filters, "GET", "/v1/sources/bank", acme)).isEqualTo(404);
                    assertThat(status(filters, "GET", "/v1/storage", acme)).isEqualTo(403);
                    assertThat(status(filters, "POST", "/v1/gaps/one:release", acme))
                            .isEqualTo(200);
                    assertThat(written).hasSize(2).allSatisfy(entry -> {
                        assertThat(entry.caller()).isEqualTo("oidc@acme:ann");
                        assertThat(entry.tenant()).isEqualTo("acme");
                    });
                    String all = issuer.token(
                            issuer.claims("ann", "gapless-operator").claim("orgs.tenant", "*"));
                    assertThat(status(filters, "GET", "/v1/stops", all)).isEqualTo(200);
                    for (Object other : List.of("Acme", "", "acme,other", List.of("acme"), "oidc@acme", 7)) {
                        String token = issuer.token(
                                issuer.claims("ann", "gapless-admin").claim("orgs.tenant", other));
                        assertThat(status(filters, "GET", "/v1/sources", token))
                                .as(String.valueOf(other))
                                .isEqualTo(403);
                    }
                    assertThat(status(filters, "GET", "/v1/sources", token("ann", "gapless-admin")))
                            .isEqualTo(403);
                },
                "gapless.access.oidc.tenant-claim=orgs.tenant");
    }

    @Test
    void while_the_scheduler_is_away_a_tenants_caller_waits() {
        with(
                filters -> {
                    String away =
                            issuer.token(issuer.claims("ann", "gapless-viewer").claim("org", "away"));
                    MockHttpServletResponse answer = call(filters, "GET", "/v1/gaps", away);
                    assertThat(answer.getStatus()).isEqualTo(503);
                    assertThat(answer.getHeader("Retry-After")).isNotNull();
                    assertThat(body(answer)).doesNotContain("10.0.0.7");
                },
                "gapless.access.oidc.tenant-claim=org");
    }

    @Test
    void a_token_that_was_not_made_for_us_now_is_refused() {
        with(filters -> {
            Date past = Date.from(Instant.now().minus(Duration.ofMinutes(2)));
            Date future = Date.from(Instant.now().plus(Duration.ofMinutes(2)));
            refused(filters, issuer.token(ann().expirationTime(past)), "Jwt expired");
            refused(filters, issuer.token(ann().notBeforeTime(future)), "Jwt used before");
            refused(filters, issuer.token(ann().expirationTime(null)), "exp");
            refused(filters, issuer.token(ann().audience("another")), "aud");
            refused(filters, issuer.token(ann().audience((String) null)), "aud");
            refused(filters, issuer.token(ann().issuer("https://issuer.example")), "iss");
            refused(filters, issuer.token(ann().issuer(null)), "iss");
            refused(filters, issuer.token(ann().subject(null)), "name");
            refused(filters, issuer.token(ann().subject("a\nb")), "name");
            refused(filters, issuer.token(ann().subject("a".repeat(201))), "name");
        });
    }

    @Test
    void a_token_that_the_issuer_did_not_sign_is_refused() throws JOSEException {
        byte[] publicKey = issuer.key().toRSAPublicKey().getEncoded();
        String byPublicKey = FakeIssuer.signed(
                ann(), new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), new MACSigner(publicKey));
        String unknownKey = FakeIssuer.signed(ann(), JWSAlgorithm.RS256, FakeIssuer.key("second"));
        String sameName = FakeIssuer.signed(
                ann(),
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").build(),
                new RSASSASigner(FakeIssuer.key("second")));
        String otherAlgorithm = FakeIssuer.signed(ann(), JWSAlgorithm.RS512, issuer.key());
        String otherType = FakeIssuer.signed(
                ann(),
                FakeIssuer.typed(new JOSEObjectType("logout+jwt"), issuer.key()).build(),
                new RSASSASigner(issuer.key()));
        String accessToken = FakeIssuer.signed(
                ann(),
                FakeIssuer.typed(new JOSEObjectType("at+jwt"), issuer.key()).build(),
                new RSASSASigner(issuer.key()));
        String good = token("ann", "gapless-viewer");
        with(filters -> {
            refused(filters, new PlainJWT(ann().build()).serialize(), "not signed");
            refused(filters, byPublicKey, "not signed");
            refused(filters, sameName, "not signed");
            refused(filters, otherAlgorithm, "not signed");
            refused(filters, otherType, "not signed");
            refused(filters, good.substring(0, good.lastIndexOf('.') + 1), "");
            refused(filters, good.substring(0, good.length() - 8) + "AAAAAAAA", "not signed");
            refused(filters, "ey.ey.ey", "");
            refused(filters, "eyJ9.e30.e30", "");
            refused(filters, "ey" + "a".repeat(100_000) + ".e30.e30", "");
            for (int i = 0; i < 20; i++) {
                refused(filters, unknownKey, "not signed");
            }
            assertThat(status(filters, "GET", "/v1/gaps", good)).isEqualTo(200);
            assertThat(status(filters, "GET", "/v1/gaps", accessToken)).isEqualTo(200);
        });
        assertThat(issuer.asked())
                .as("whoever shows unknown keys does not make us ask for each")
                .isLessThanOrEqualTo(6);
    }

    @Test
    void a_key_that_the_issuer_rotates_is_believed_at_once_and_the_former_no_more() {
        with(filters -> {
            String before = token("ann", "gapless-viewer");
            assertThat(status(filters, "GET", "/v1/gaps", before)).isEqualTo(200);
            issuer.rotate("second");
            assertThat(status(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer")))
                    .isEqualTo(200);
            refused(filters, before, "not signed");
        });
    }

    @Test
    void while_the_issuer_is_away_its_callers_wait_and_all_others_go_on() {
        issuer.answerWith(500);
        with(filters -> {
            MockHttpServletResponse answer = call(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer"));
            assertThat(answer.getStatus()).isEqualTo(503);
            assertThat(answer.getHeader("Retry-After")).isNotNull();
            assertThat(body(answer)).contains("the keys of " + issuer.url()).doesNotContain("Exception");
            assertThat(status(filters, "GET", "/v1/gaps", "gapless_viewer")).isEqualTo(200);
            assertThat(status(filters, "GET", "/v1/gaps", SERVICE_TOKEN)).isEqualTo(200);
            refused(filters, "gapless_nobody", "unknown");
            issuer.answerWith(200);
            assertThat(status(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer")))
                    .isEqualTo(200);
            issuer.answerWith(500);
            assertThat(status(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer")))
                    .as("by the keys that are known")
                    .isEqualTo(200);
        });
    }

    @Test
    void an_issuer_that_calls_itself_otherwise_is_not_believed() {
        issuer.call("https://issuer.example");
        with(filters -> assertThat(status(filters, "GET", "/v1/gaps", token("ann", "gapless-viewer")))
                .isEqualTo(503));
    }

    @Test
    void without_an_issuer_none_of_its_tokens_is_taken() {
        run(
                filters -> {
                    refused(filters, token("ann", "gapless-admin"), "");
                    assertThat(status(filters, "GET", "/v1/gaps", "gapless_viewer"))
                            .isEqualTo(200);
                },
                List.of());
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void while_the_scheduler_is_away_its_tokens_are_neither_taken_nor_refused() {
        with(filters -> {
            MockHttpServletResponse answer = call(filters, "GET", "/v1/gaps", "gapless_away");
            assertThat(answer.getStatus()).isEqualTo(503);
            assertThat(body(answer)).contains("the scheduler does not answer").doesNotContain("10.0.0.7");
        });
    }

    @Test
    void an_issuer_needs_an_audience_and_a_safe_address() {
        assertThat(failure("gapless.access.oidc.issuer=https://issuer.example")).contains("audience: absent");
        assertThat(failure("gapless.access.oidc.issuer=http://issuer.example", "gapless.access.oidc.audience=a"))
                .contains("expected: an https address");
        assertThat(failure("gapless.access.oidc.algorithms=HS256")).contains("HS256");
        assertThat(failure("gapless.access.oidc.algorithms=none")).contains("none");
    }

    private JWTClaimsSet.Builder ann() {
        return issuer.claims("ann", "gapless-viewer");
    }

    private String token(String name, String... roles) {
        return issuer.token(issuer.claims(name, roles));
    }

    private static void refused(Filter filters, String token, String reason) throws Exception {
        MockHttpServletResponse answer = call(filters, "GET", "/v1/gaps", token);
        assertThat(answer.getStatus()).isEqualTo(401);
        assertThat(answer.getHeader("WWW-Authenticate")).startsWith("Bearer");
        assertThat(body(answer)).contains("remedy").contains(reason).doesNotContain(token);
    }

    private static String body(MockHttpServletResponse answer) {
        return new String(answer.getContentAsByteArray(), UTF_8);
    }

    private static int status(Filter filters, String method, String path, String token) throws Exception {
        return call(filters, method, path, token).getStatus();
    }

    private static MockHttpServletResponse call(Filter filters, String method, String path, String token)
            throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setServletPath(path);
        request.addHeader("Authorization", "Bearer " + token);
        MockHttpServletResponse response = new MockHttpServletResponse();
        filters.doFilter(request, response, new MockFilterChain());
        return response;
    }

    private void with(CallTest test, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("gapless.access.oidc.issuer=" + issuer.url());
        settings.add("gapless.access.oidc.audience=" + FakeIssuer.AUDIENCE);
        run(test, settings);
    }

    private void run(CallTest test, List<String> settings) {
        runner(settings).run(context -> {
            assertThat(context).hasNotFailed();
            test.run(context.getBean("springSecurityFilterChain", Filter.class));
        });
    }

    private String failure(String... settings) {
        StringBuilder text = new StringBuilder();
        runner(List.of(settings)).run(context -> {
            for (Throwable cause = context.getStartupFailure(); cause != null; cause = cause.getCause()) {
                text.append(cause.getMessage()).append('\n');
            }
        });
        return text.toString();
    }

    private WebApplicationContextRunner runner(List<String> settings) {
        Path service = directory.resolve("service");
        try {
            Files.writeString(service, SERVICE_TOKEN);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration.class,
                        ServletWebSecurityAutoConfiguration.class,
                        PlatformAutoConfiguration.class,
                        SecurityAutoConfiguration.class))
                .withPropertyValues("gapless.service-token-file=" + service)
                .withPropertyValues(settings.toArray(String[]::new))
                .withBean(TenantSources.class, () -> IssuerAccessTest::sources)
                .withBean(ApiTokenFinder.class, () -> IssuerAccessTest::find)
                .withBean(AuditLogSink.class, () -> written::add);
    }

    private static Set<String> sources(String tenant) {
        if (tenant.equals("away")) {
            throw new ResourceAccessException("I/O error on GET request for http://10.0.0.7:7070/internal");
        }
        return tenant.equals("acme") ? Set.of("forum") : Set.of();
    }

    private static Optional<KnownCaller> find(String digest) {
        if (digest.equals(CallerTokens.digest("gapless_away"))) {
            throw new ResourceAccessException("I/O error on POST request for http://10.0.0.7:7070/internal");
        }
        return digest.equals(CallerTokens.digest("gapless_viewer"))
                ? Optional.of(new KnownCaller("viewer", CallerRole.VIEWER, "*"))
                : Optional.empty();
    }
}
