package dev.gapless.connector.paging;

import dev.gapless.connector.HttpCall;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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

    /**
     * Parameters whose names are JSON pointers stand in the body. A name such as {@code filter#/since} is a place in
     * the JSON of the parameter before the mark. One such as {@code header:X-Since} is a header. All others stand in
     * the query.
     */
    HttpCall call(Map<String, String> parameters) {
        Map<String, String> query = new LinkedHashMap<>();
        Map<String, String> body = new LinkedHashMap<>();
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, Map<String, String>> inside = new LinkedHashMap<>();
        Map<String, String> all = new LinkedHashMap<>(request.fixed());
        all.putAll(parameters);
        all.forEach((name, value) -> {
            boolean inBody = request.body() != null && name.startsWith("/");
            int mark = name.startsWith("/") ? -1 : name.indexOf(ListingRequest.INSIDE);
            if (HeaderParameter.is(name)) {
                headers.put(HeaderParameter.name(name), HeaderParameter.value(value.replace(ACCOUNT, account)));
            } else if (mark > 0) {
                inside.computeIfAbsent(name.substring(0, mark), holder -> new LinkedHashMap<>())
                        .put(name.substring(mark + 1), value);
            } else {
                (inBody ? body : query).put(name, value.replace(ACCOUNT, account));
            }
        });
        inside.forEach((holder, values) -> query.put(holder, filled(holder, values)));
        URI uri = place(query);
        HttpCall call = request.body() == null
                ? new HttpCall(uri, null, request.absence())
                : new HttpCall(uri, request.body().fill(account, body, request.texts()), request.absence());
        return call.with(headers);
    }

    private String filled(String holder, Map<String, String> values) {
        Set<String> texts = request.texts().stream()
                .filter(name -> name.startsWith(holder + ListingRequest.INSIDE))
                .map(name -> name.substring(holder.length() + 1))
                .collect(Collectors.toSet());
        byte[] json = new JsonTemplate(request.fixed().getOrDefault(holder, "{}")).fill(account, values, texts);
        return new String(json, StandardCharsets.UTF_8);
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
