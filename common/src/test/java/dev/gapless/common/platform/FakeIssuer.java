package dev.gapless.common.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A small OpenID Connect issuer on a loopback port: discovery, keys, and tokens of any content. */
final class FakeIssuer implements AutoCloseable {

    static final String AUDIENCE = "gapless";

    private static final Map<String, RSAKey> KEYS = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile RSAKey key = key("first");
    private volatile int status = 200;
    private volatile String named;

    FakeIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        named = url();
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer": "%s", "jwks_uri": "%s/keys"}""".formatted(named, url())));
        server.createContext("/keys", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.start();
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How many documents were asked for. */
    int asked() {
        return asked.get();
    }

    /** From now on all documents are answered so; 200 is well. */
    void answerWith(int code) {
        status = code;
    }

    /** From now on the discovery document names another issuer. */
    void call(String name) {
        named = name;
    }

    /** From now on it signs by, and publishes, this key alone. */
    void rotate(String kid) {
        key = key(kid);
    }

    RSAKey key() {
        return key;
    }

    /** The key of this name, the same in all tests: to make one takes a second. */
    static RSAKey key(String kid) {
        return KEYS.computeIfAbsent(kid, FakeIssuer::newKey);
    }

    private static RSAKey newKey(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims of a caller with these roles that are all right. */
    JWTClaimsSet.Builder claims(String name, String... roles) {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject(name)
                .claim("roles", List.of(roles))
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
    }

    String token(JWTClaimsSet.Builder claims) {
        return signed(claims, JWSAlgorithm.RS256, key);
    }

    static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, RSAKey by) {
        try {
            return signed(
                    claims,
                    new JWSHeader.Builder(algorithm).keyID(by.getKeyID()).build(),
                    new RSASSASigner(by));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(JWTClaimsSet.Builder claims, JWSHeader header, JWSSigner signer) {
        try {
            SignedJWT token = new SignedJWT(header, claims.build());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWSHeader.Builder typed(JOSEObjectType type, RSAKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(key.getKeyID());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
