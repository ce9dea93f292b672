package dev.gapless.scheduler.accounts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** A service for keys over HTTP: one key in versions, by the transit protocol. It really encrypts. */
final class TransitService implements AutoCloseable {

    static final String TOKEN = "token-of-the-transit-service";
    static final String KEY = "credentials";

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ConcurrentSkipListMap<Integer, byte[]> versions = new ConcurrentSkipListMap<>();
    private final AtomicInteger decrypted = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean away;

    TransitService() {
        rotate();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/transit/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A new version; former ones still open. */
    void rotate() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        versions.put(versions.isEmpty() ? 1 : versions.lastKey() + 1, key);
    }

    /** Former versions open nothing any more. */
    void destroyFormer() {
        versions.headMap(versions.lastKey()).clear();
    }

    int version() {
        return versions.lastKey();
    }

    /** It answers nothing but 503. */
    void away(boolean is) {
        away = is;
    }

    /** How many keys it has given back. */
    int decrypted() {
        return decrypted.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (away) {
                exchange.sendResponseHeaders(503, -1);
            } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
                exchange.sendResponseHeaders(403, -1);
            } else {
                carryOut(exchange);
            }
        }
    }

    private void carryOut(HttpExchange exchange) throws IOException {
        try {
            send(exchange, answer(exchange.getRequestURI().getPath(), body(exchange)));
        } catch (GeneralSecurityException e) {
            // as the service does for what it cannot open
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private static Map<?, ?> body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        return body.length == 0 ? Map.of() : JsonMapper.shared().readValue(body, Map.class);
    }

    private Optional<Map<String, Object>> answer(String path, Map<?, ?> body) throws GeneralSecurityException {
        return switch (path) {
            case "/v1/transit/keys/" + KEY -> Optional.of(Map.of("latest_version", version()));
            case "/v1/transit/encrypt/" + KEY ->
                Optional.of(Map.of("ciphertext", encrypt(decoded(String.valueOf(body.get("plaintext"))))));
            case "/v1/transit/rewrap/" + KEY ->
                Optional.of(Map.of("ciphertext", encrypt(decrypt(String.valueOf(body.get("ciphertext"))))));
            case "/v1/transit/decrypt/" + KEY -> {
                decrypted.incrementAndGet();
                yield Optional.of(Map.of(
                        "plaintext",
                        Base64.getEncoder().encodeToString(decrypt(String.valueOf(body.get("ciphertext"))))));
            }
            default -> Optional.empty();
        };
    }

    private static void send(HttpExchange exchange, Optional<Map<String, Object>> data) throws IOException {
        if (data.isEmpty()) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        byte[] text = JsonMapper.shared().writeValueAsBytes(Map.of("data", data.get()));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
    }

    private String encrypt(byte[] plain) throws GeneralSecurityException {
        Map.Entry<Integer, byte[]> newest = versions.lastEntry();
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, newest.getValue(), nonce).doFinal(plain);
        byte[] both = ByteBuffer.allocate(NONCE + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return "vault:v%d:%s".formatted(newest.getKey(), Base64.getEncoder().encodeToString(both));
    }

    private byte[] decrypt(String text) throws GeneralSecurityException {
        String[] parts = text.split(":", 3);
        byte[] key = parts.length < 3 ? null : versions.get(Integer.parseInt(parts[1].substring(1)));
        if (key == null) {
            throw new GeneralSecurityException("no such version");
        }
        byte[] both = decoded(parts[2]);
        byte[] nonce = new byte[NONCE];
        ByteBuffer.wrap(both).get(nonce);
        return cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(both, NONCE, both.length - NONCE);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
