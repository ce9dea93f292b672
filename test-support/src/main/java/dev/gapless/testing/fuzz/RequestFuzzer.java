package dev.gapless.testing.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Makes requests from an OpenAPI document, each operation as often as any other. They have values that its schemas
 * allow, values that break them, names that exist, and bytes that are no document at all. The same random numbers give
 * the same requests.
 */
public final class RequestFuzzer {

    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final String JSON = "application/json";
    private static final int LONGEST_GARBAGE = 300;
    private static final int DEEP = 5_000;

    /** One operation of the document. */
    private record FuzzedOperation(String method, String path, JsonNode body) {}

    private final RandomGenerator random;
    private final JsonFuzzer values;
    private final List<FuzzedOperation> operations = new ArrayList<>();

    /**
     * @param document of OpenAPI 3.1
     * @param names that exist in the service: of sources, accounts, streams, and ids
     */
    public RequestFuzzer(JsonNode document, List<String> names, RandomGenerator random) {
        this.random = random;
        this.values = new JsonFuzzer(document, names, random);
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(new FuzzedOperation(
                                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
    }

    FuzzedRequest next() {
        FuzzedOperation operation = operations.get(random.nextInt(operations.size()));
        Map<String, String> headers = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.body().path("parameters")) {
            add(parameter, query, headers);
        }
        byte[] body =
                operation.body().has("requestBody") ? body(operation.body().path("requestBody"), headers) : null;
        return new FuzzedRequest(
                operation.method() + " " + operation.path(),
                operation.method(),
                filled(operation) + query,
                headers,
                body);
    }

    private String filled(FuzzedOperation operation) {
        return PATH_PARAMETER
                .matcher(operation.path())
                .replaceAll(found -> Matcher.quoteReplacement(encoded(pathValue(operation, found))));
    }

    private String pathValue(FuzzedOperation operation, MatchResult found) {
        for (JsonNode parameter : operation.body().path("parameters")) {
            if (parameter.path("name").asString().equals(found.group(1))) {
                String value = values.text(parameter.path("schema"));
                // an empty segment is another path
                return value.isEmpty() ? "x" : value;
            }
        }
        return values.anyText();
    }

    private void add(JsonNode parameter, StringBuilder query, Map<String, String> headers) {
        String name = parameter.path("name").asString();
        boolean wanted = random.nextInt(10) < (parameter.path("required").asBoolean() ? 9 : 5);
        if (!wanted) {
            return;
        }
        String value = values.text(parameter.path("schema"));
        switch (parameter.path("in").asString()) {
            case "query" ->
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(encoded(value));
            case "header" -> {
                if (HEADER_VALUE.matcher(value).matches()) {
                    headers.put(name, value);
                }
            }
            default -> {
                // in the path, which is filled for itself
            }
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private byte[] body(JsonNode requestBody, Map<String, String> headers) {
        Map.Entry<String, JsonNode> content =
                requestBody.path("content").properties().iterator().next();
        boolean json = content.getKey().equals(JSON);
        headers.put("Content-Type", contentType(json ? JSON : "application/octet-stream"));
        int kind = random.nextInt(20);
        if (kind == 0) {
            return garbage();
        }
        if (kind == 1) {
            return "[".repeat(DEEP).getBytes(StandardCharsets.UTF_8);
        }
        if (kind == 2) {
            return new byte[0];
        }
        String text = values.json(content.getValue().path("schema"));
        if (kind == 3) {
            text = text.substring(0, random.nextInt(text.length() + 1));
        }
        if (!json && kind > 12) {
            return garbage();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String contentType(String usual) {
        return switch (random.nextInt(25)) {
            case 0 -> "text/plain";
            case 1 -> "application/xml";
            case 2 -> "application/cbor";
            case 3 -> "application/x-www-form-urlencoded";
            default -> usual;
        };
    }

    private byte[] garbage() {
        byte[] bytes = new byte[random.nextInt(LONGEST_GARBAGE)];
        random.nextBytes(bytes);
        return bytes;
    }
}
