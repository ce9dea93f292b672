package dev.gapless.standalone.connector;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An example in a file: a line with an address, lines with headers, an empty line, and the JSON that was answered or
 * sent. Address and headers may be left out.
 *
 * @param address null when the file has none
 * @param headers those of the request, by their names as written
 * @param body what the source said
 */
record ExampleCall(@Nullable URI address, Map<String, String> headers, JsonNode body) {

    /** @throws IllegalArgumentException when the file is no such example; the message says where */
    static ExampleCall parse(String text) {
        List<String> lines = text.lines().toList();
        int line = 0;
        URI address = null;
        Map<String, String> headers = new LinkedHashMap<>();
        boolean head = !lines.isEmpty() && lines.getFirst().matches("(?i)((GET|POST|WS) +)?(https?|wss?)://\\S+.*");
        if (head) {
            address = address(lines.getFirst());
            line = 1;
            while (line < lines.size() && !lines.get(line).isBlank()) {
                String[] header = lines.get(line).split(":", 2);
                if (header.length < 2) {
                    throw new IllegalArgumentException("line %d: %s"
                            .formatted(line + 1, "expected: NAME: VALUE, or an empty line before the JSON"));
                }
                headers.put(header[0].strip(), header[1].strip());
                line++;
            }
            line = Math.min(line + 1, lines.size());
        }
        try {
            JsonNode body = JsonMapper.shared().readTree(String.join("\n", lines.subList(line, lines.size())));
            if (!body.isContainer()) {
                throw new IllegalArgumentException("line %d: expected: a JSON object or list".formatted(line + 1));
            }
            return new ExampleCall(address, headers, body);
        } catch (JacksonException e) {
            // its message quotes the answer
            throw new IllegalArgumentException("line %d: expected: JSON, as the source sent it".formatted(line + 1), e);
        }
    }

    private static URI address(String line) {
        String url = line.strip().replaceFirst("(?i)^(GET|POST|WS) +", "").split(" ", 2)[0];
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("line 1: expected: an address such as https://api.example.com/posts", e);
        }
    }

    /** Parameters of the address, in their order. */
    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = address == null ? null : address.getRawQuery();
        if (raw != null) {
            for (String part : raw.split("&", -1)) {
                String[] pair = part.split("=", 2);
                query.put(
                        URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                        pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /** Value of a header, whatever the case of its name; null when there is none. */
    @Nullable
    String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
