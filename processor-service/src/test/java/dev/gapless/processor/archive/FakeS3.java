package dev.gapless.processor.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * As much of S3 as the archive speaks: put, get and list of one bucket in path style, two names a page. Refuses what is
 * not signed by its one key, and a body that is not the one that was signed.
 */
final class FakeS3 implements AutoCloseable {

    static final String ACCESS_KEY = "AKIDOFTHETEST";
    private static final int PAGE = 2;

    private final HttpServer server;
    private final String bucket;
    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    FakeS3(String bucket) throws IOException {
        this.bucket = bucket;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    NavigableMap<String, byte[]> objects() {
        return objects;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (!signed(exchange, body) || !path.startsWith("/" + bucket)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            String key = path.length() > bucket.length() + 2 ? path.substring(bucket.length() + 2) : "";
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    objects.put(key, body);
                    exchange.getResponseHeaders().set("ETag", "\"1\"");
                    exchange.sendResponseHeaders(200, -1);
                }
                case "GET" -> {
                    byte[] found = key.isEmpty() ? list(query(exchange)) : objects.get(key);
                    if (found == null) {
                        exchange.sendResponseHeaders(404, -1);
                        return;
                    }
                    exchange.sendResponseHeaders(200, found.length);
                    exchange.getResponseBody().write(found);
                }
                default -> exchange.sendResponseHeaders(405, -1);
            }
        }
    }

    private static boolean signed(HttpExchange exchange, byte[] body) {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        return authorization.startsWith("AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/")
                && authorization.contains("Signature=")
                && (sha256(body).equals(hash) || (body.length == 0 && "UNSIGNED-PAYLOAD".equals(hash)));
    }

    private byte[] list(Map<String, String> query) {
        List<String> names = objects.tailMap(query.getOrDefault("continuation-token", ""), false).keySet().stream()
                .filter(name -> name.startsWith(query.getOrDefault("prefix", "")))
                .toList();
        List<String> page = names.subList(0, Math.min(PAGE, names.size()));
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult><Name>" + bucket + "</Name>");
        page.forEach(name -> xml.append("<Contents><Key>").append(name).append("</Key><Size>1</Size></Contents>"));
        boolean more = names.size() > page.size();
        xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
        if (more) {
            xml.append("<NextContinuationToken>").append(page.getLast()).append("</NextContinuationToken>");
        }
        return xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        return query;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
