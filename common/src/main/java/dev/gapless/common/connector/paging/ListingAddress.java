package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.HttpCall;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a listing of one account is. */
record ListingAddress(URI base, String path, Map<String, String> fixed, String account) {

    private static final String ACCOUNT = "{account}";

    ListingAddress {
        // such a path segment would mean another resource
        if (account.equals(".") || account.equals("..")) {
            throw new IllegalArgumentException("account: %s (expected: not a relative path)".formatted(account));
        }
    }

    HttpCall call(Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>(fixed);
        all.putAll(parameters);
        String query = all.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "="
                        + encoded(parameter.getValue().replace(ACCOUNT, account)))
                .collect(Collectors.joining("&"));
        String root = base.toString();
        String start = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        String place = start + path.replace(ACCOUNT, encoded(account));
        return HttpCall.get(URI.create(query.isEmpty() ? place : place + "?" + query));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
