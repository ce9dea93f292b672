package dev.gapless.standalone.cli;

import dev.gapless.common.position.MicrosecondTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Writes a JSON document as text for people: a list of objects as columns, an object as a line a member. Positions that
 * can only be µs since 1970 are written as instants.
 */
final class TableText {

    /** Members that hold positions. */
    private static final Set<String> POSITIONS = Set.of("from", "to", "latest", "claimed", "position");

    /** Between 2001 and 2128 in µs; block numbers and sequences are smaller. */
    private static final long FIRST_MICROS = 1_000_000_000_000_000L;

    private static final long LAST_MICROS = 5_000_000_000_000_000L;

    private TableText() {}

    /**
     * @param columns members to show of a list's objects, in this order; empty for all
     * @return lines, each with a line end
     */
    static String of(JsonNode document, List<String> columns) {
        StringBuilder text = new StringBuilder();
        write(text, "", document, columns);
        return text.toString();
    }

    private static void write(StringBuilder text, String indent, JsonNode node, List<String> columns) {
        if (node.isArray()) {
            list(text, indent, node, columns);
        } else if (node.isObject()) {
            members(text, indent, node);
        } else {
            line(text, indent + node.asString());
        }
    }

    private static void list(StringBuilder text, String indent, JsonNode list, List<String> chosen) {
        if (list.isEmpty()) {
            line(text, indent + "(none)");
            return;
        }
        if (!list.get(0).isObject()) {
            list.forEach(element -> line(text, indent + scalar(isRange(element) ? "from" : "", element)));
            return;
        }
        List<String> columns = chosen.isEmpty() ? names(list) : chosen;
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(TableText::heading).toList());
        for (JsonNode element : list) {
            rows.add(columns.stream()
                    .map(column -> scalar(column, element.path(column)))
                    .toList());
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                line.append(i + 1 == row.size() ? row.get(i) : pad(row.get(i), width + 2));
            }
            line(text, line.toString());
        }
    }

    /** Two positions: of a stream's missing ranges. */
    private static boolean isRange(JsonNode element) {
        return element.isArray()
                && element.size() == 2
                && element.get(0).isIntegralNumber()
                && element.get(1).isIntegralNumber();
    }

    private static void members(StringBuilder text, String indent, JsonNode object) {
        int width = object.propertyNames().stream()
                .mapToInt(name -> words(name).length())
                .max()
                .orElse(0);
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            boolean nested =
                    (value.isArray() && !value.isEmpty() && !value.get(0).isValueNode()) || value.isObject();
            if (nested) {
                line(text, indent + words(member.getKey()) + ":");
                write(text, indent + "  ", value, List.of());
            } else {
                line(text, indent + pad(words(member.getKey()), width + 2) + scalar(member.getKey(), value));
            }
        }
    }

    private static List<String> names(JsonNode list) {
        Set<String> names = new LinkedHashSet<>();
        list.forEach(element -> names.addAll(element.propertyNames()));
        return List.copyOf(names);
    }

    private static String scalar(String name, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        if (value.isArray()) {
            return value.isEmpty()
                    ? "-"
                    : value.valueStream()
                            .map(element -> scalar(name, element))
                            .collect(Collectors.joining(value.get(0).isArray() ? " " : ", "));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(member -> member.getKey() + "=" + scalar(member.getKey(), member.getValue()))
                    .collect(Collectors.joining(" "));
        }
        return value.isIntegralNumber() && POSITIONS.contains(name)
                ? position(value.bigIntegerValue())
                : value.asString();
    }

    private static String position(BigInteger position) {
        long micros = position.bitLength() < Long.SIZE ? position.longValue() : 0;
        return micros >= FIRST_MICROS && micros < LAST_MICROS
                ? MicrosecondTime.toInstant(micros).toString()
                : position.toString();
    }

    /** {@code dueAt} becomes {@code due at}. */
    private static String words(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    }

    private static String heading(String name) {
        return words(name).toUpperCase(java.util.Locale.ROOT);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.stripTrailing()).append(System.lineSeparator());
    }
}
