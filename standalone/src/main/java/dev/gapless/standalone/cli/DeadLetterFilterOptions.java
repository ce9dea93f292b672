package dev.gapless.standalone.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters; what is not given does not matter. */
final class DeadLetterFilterOptions {

    @Option(names = "--source", description = "only this source's")
    private @Nullable String source;

    @Option(names = "--account", description = "only this account's")
    private @Nullable String account;

    @Option(names = "--stream", description = "only this stream's")
    private @Nullable String stream;

    @Option(names = "--rule", description = "only those that broke this rule")
    private @Nullable String rule;

    @Option(names = "--from", description = "arrived at or after, such as 2026-01-31T12:00:00Z")
    private @Nullable String from;

    @Option(names = "--to", description = "arrived before")
    private @Nullable String to;

    boolean empty() {
        return filter().isEmpty();
    }

    /** As a body's member {@code filter}. */
    Map<String, String> filter() {
        Map<String, String> filter = new LinkedHashMap<>();
        put(filter, "source", source);
        put(filter, "account", account);
        put(filter, "stream", stream);
        put(filter, "rule", rule);
        put(filter, "from", from);
        put(filter, "to", to);
        return filter;
    }

    /** As parameters of an address, each with an ampersand before it. */
    String parameters() {
        StringBuilder parameters = new StringBuilder();
        filter().forEach((name, value) -> parameters
                .append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return parameters.toString();
    }

    private static void put(Map<String, String> filter, String name, @Nullable String value) {
        if (value != null) {
            filter.put(name, value);
        }
    }
}
