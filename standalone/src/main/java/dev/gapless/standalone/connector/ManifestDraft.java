package dev.gapless.standalone.connector;

import dev.gapless.standalone.connector.ExampleShape.TimeMember;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Writes the draft of a manifest from examples. Values of headers and keys in the address never get into it. */
final class ManifestDraft {

    private static final String DECIDE = "# decide: ";
    private static final Set<String> SIZES =
            Set.of("limit", "per_page", "page_size", "pagesize", "count", "max_results", "maxresults", "size");
    private static final Set<String> SINCE =
            Set.of("since", "from", "start", "after", "start_time", "starttime", "min");
    private static final Set<String> UNTIL = Set.of("until", "to", "end", "before", "end_time", "endtime", "max");
    private static final Set<String> KEYS =
            Set.of("key", "api_key", "apikey", "token", "access_token", "appid", "auth", "signature");

    private final String source;
    private final String stream;
    private final String account;
    private final ExampleCall listed;
    private final @Nullable ExampleCall frame;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param source name of the source
     * @param stream name of the stream
     * @param account whose id is taken for a placeholder where it stands in addresses
     * @param listed a call and its answer
     * @param frame an event of the live connection; null for a source that is polled
     */
    ManifestDraft(String source, String stream, String account, ExampleCall listed, @Nullable ExampleCall frame) {
        this.source = source;
        this.stream = stream;
        this.account = account;
        this.listed = listed;
        this.frame = frame;
    }

    /** @throws IllegalArgumentException when the examples hold no list of items, or none with an id and a time */
    String write() {
        URI address = listed.address();
        if (address == null || address.getHost() == null || (frame != null && frame.address() == null)) {
            throw new IllegalArgumentException("line 1: expected: the address that was asked, before the JSON");
        }
        JsonPointer items = ExampleShape.items(listed.body());
        if (items == null) {
            throw new IllegalArgumentException("the answer holds no list of objects (expected: a page with an item)");
        }
        JsonNode page = listed.body().at(items);
        JsonNode item = page.get(0);
        JsonPointer id = ExampleShape.id(item);
        TimeMember time = ExampleShape.time(item);
        if (id == null || time == null) {
            throw new IllegalArgumentException("the items have no %s (expected: one in each item)"
                    .formatted(id == null ? "member that looks like an id" : "member that looks like a time"));
        }
        boolean plain = "http".equals(address.getScheme())
                || (frame != null
                        && frame.address() != null
                        && "ws".equals(frame.address().getScheme()));
        lines.add("# A draft, made from one answer" + (frame == null ? "." : " and one message.")
                + " Each line with \"decide\" is a guess or a question.");
        lines.add("# docs/connector-manifest.md explains each key; ./gapless connector check tries them.");
        lines.add("type: rest");
        lines.add("source: " + source);
        if (plain) {
            lines.add("network: {allow-private: true}");
        }
        authentication();
        lines.add("http:");
        lines.add("  base-url: %s://%s".formatted(address.getScheme(), address.getRawAuthority()));
        lines.add("  " + DECIDE + "what one credential may ask for, by the source's documents");
        lines.add("  rate: {per-second: 1, burst: 1}");
        if (frame != null) {
            socket(frame, id, time);
        }
        stream(address, items, page, id, time);
        return String.join("\n", lines) + "\n";
    }

    private void authentication() {
        String shown = listed.header("authorization");
        String key = listed.query().keySet().stream()
                .filter(name -> KEYS.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
        String header = listed.headers().keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches(".*(key|token|secret|auth).*"))
                .filter(name -> !name.equalsIgnoreCase("authorization"))
                .findFirst()
                .orElse(null);
        if (shown != null && shown.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            lines.add("authentication: {basic: true}");
        } else if (shown != null) {
            String scheme = shown.indexOf(' ') < 0
                    ? ""
                    : shown.substring(0, shown.indexOf(' ')).replaceAll("[^A-Za-z]", "") + " ";
            lines.add("authentication: {header: Authorization, prefix: '%s'}".formatted(scheme));
        } else if (key != null) {
            lines.add("authentication: {query: %s}".formatted(key));
        } else if (header != null) {
            lines.add("authentication: {header: %s}".formatted(header));
        } else {
            lines.add(DECIDE + "the example shows no credential; if the source wants one, write authentication:");
        }
    }

    private void socket(ExampleCall live, JsonPointer id, TimeMember time) {
        JsonPointer type = ExampleShape.type(live.body());
        JsonPointer item = ExampleShape.item(live.body(), id, time.pointer());
        String event = type == null ? "event" : live.body().at(type).asString("");
        lines.add("socket:");
        lines.add("  url: " + quoted(placed(String.valueOf(live.address()).replaceFirst("\\?.*", ""))));
        lines.add("  heartbeat: 10s");
        lines.add("  silence-limit: 30s");
        lines.add("  " + DECIDE + "how long after its time an event may still be on its way");
        lines.add("  lateness: 2s");
        lines.add("  " + DECIDE + "nothing is claimed of this connection; write subscribe and confirmation to claim");
        lines.add("  unconfirmed: true");
        lines.add("  " + DECIDE + "by: message, with pong, if the source has pings of its own");
        lines.add("  ping: {by: protocol}");
        lines.add("  events:");
        if (type == null) {
            lines.add("    " + DECIDE + "the message has no type; every message counts as this one");
            lines.add("    type: /type");
            lines.add("    untyped: event");
        } else {
            lines.add("    type: " + quoted(type.toString()));
        }
        lines.add("    item: " + quoted(item.toString()));
        lines.add("    " + DECIDE + "other types that hold an item; list in ignore those that hold none");
        lines.add("    map:");
        lines.add("      %s: {stream: %s, operation: create}".formatted(quoted(event), stream));
    }

    private void stream(URI address, JsonPointer items, JsonNode page, JsonPointer id, TimeMember time) {
        lines.add("streams:");
        lines.add("  %s:".formatted(stream));
        lines.add("    kind: event");
        lines.add(
                "    " + DECIDE + "[creations, edits, deletions] where items change; then item.version is wanted too");
        lines.add("    aspects: [creations]");
        lines.add("    item: {id: %s, position: %s, position-unit: %s}"
                .formatted(
                        quoted(id.toString()),
                        quoted(time.pointer().toString()),
                        time.form().name().toLowerCase(Locale.ROOT)));
        lines.add("    listing:");
        lines.add("      path: " + quoted(placed(address.getRawPath().isEmpty() ? "/" : address.getRawPath())));
        order(page, time);
        parameters();
        String cursor = paging();
        lines.add("      " + DECIDE + "where paging.by is link, the source must send the Link header");
        lines.add("      paging: " + cursor);
        lines.add("      items: " + quoted(items.toString()));
        lines.add("    " + DECIDE + "how long after its time an item may still be missing from the listing");
        lines.add("    settle: 1m");
        lines.add("    " + DECIDE + "how far back to read");
        lines.add("    horizon: 30d");
        lines.add("    poll: 5m");
    }

    private void order(JsonNode page, TimeMember time) {
        Long first = time.form().parse(page.get(0).at(time.pointer()));
        Long last = time.form().parse(page.get(page.size() - 1).at(time.pointer()));
        boolean told = first != null && last != null && first.longValue() != last.longValue();
        if (!told) {
            lines.add("      " + DECIDE + "the example's times do not tell the order");
        }
        boolean grows = first != null && last != null && first < last;
        lines.add("      order: " + (grows ? "oldest-first" : "newest-first"));
    }

    private void parameters() {
        Map<String, String> query = listed.query();
        String size = named(query, SIZES);
        String since = named(query, SINCE);
        String until = named(query, UNTIL);
        String fixed = query.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(size)
                        && !parameter.getKey().equals(since)
                        && !parameter.getKey().equals(until)
                        && !KEYS.contains(parameter.getKey().toLowerCase(Locale.ROOT))
                        && !parameter.getKey().toLowerCase(Locale.ROOT).matches(".*(cursor|token|offset|page)")
                        && !parameter.getValue().isBlank())
                .map(parameter -> quoted(parameter.getKey()) + ": " + quoted(placed(parameter.getValue())))
                .collect(Collectors.joining(", "));
        if (!fixed.isEmpty()) {
            lines.add("      parameters: {%s}".formatted(fixed));
        }
        if (size != null && query.getOrDefault(size, "").matches("[1-9][0-9]{0,4}")) {
            lines.add("      page-size: {parameter: %s, value: %s}".formatted(quoted(size), query.get(size)));
        }
        lines.add("      " + DECIDE + "the parameters that bound a call by time, and whether their ends are inclusive");
        List<String> bounds = new ArrayList<>();
        if (since != null) {
            bounds.add("since: " + quoted(since));
        }
        if (until != null) {
            bounds.add("until: " + quoted(until));
        }
        lines.add("      window: {%s}".formatted(String.join(", ", bounds)));
    }

    private String paging() {
        JsonPointer next = ExampleShape.next(listed.body());
        String parameter = listed.query().keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches(".*(cursor|page_?token)"))
                .findFirst()
                .orElse("cursor");
        return next == null
                ? "{by: link}"
                : "{by: cursor, parameter: %s, next: %s}".formatted(quoted(parameter), quoted(next.toString()));
    }

    private static @Nullable String named(Map<String, String> query, Set<String> names) {
        return query.keySet().stream()
                .filter(name -> names.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    private String placed(String text) {
        return account.isEmpty() ? text : text.replace(account, "{account}");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
