package dev.gapless.connector.paging;

import dev.gapless.connector.HttpCall;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a listing of one account is. */
record ListingAddress(URI base, ListingRequest request, String account) {

    private static final String ACCOUNT = "{account}";

    ListingAddress {
        // such a path segment would mean another resource
        if (account.equals(".") || account.equals("..")) {
            throw new IllegalArgumentException("account: %s (expected: not a relative path)".formatted(account));
        }
    }

    /** Parameters whose names are JSON pointers stand in the body, all others in the query. */
    HttpCall call(Map<String, String> parameters) {
        Map<String, String> query = new LinkedHashMap<>();
        Map<String, String> body = new LinkedHashMap<>();
        Map<String, String> all = new LinkedHashMap<>(request.fixed());
        all.putAll(parameters);
        all.forEach((name, value) -> {
            boolean inBody = request.body() != null && name.startsWith("/");
            (inBody ? body : query).put(name, value.replace(ACCOUNT, account));
        });
        URI uri = place(query);
        return request.body() == null
                ? new HttpCall(uri, null, request.absence())
                : new HttpCall(uri, request.body().fill(account, body, request.texts()), request.absence());
    }

    private URI place(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String root = base.toString();
        String start = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        String place = start + request.path().replace(ACCOUNT, encoded(account));
        return URI.create(query.isEmpty() ? place : place + "?" + query);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
