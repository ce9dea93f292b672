package dev.gapless.observability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression names: series with the labels they are selected by, labels it groups by, and the windows of
 * its rates. It finds names; whether the expression is correct is Prometheus' own tool's to say.
 */
final class ExpressionReader {

    private static final Pattern TOKEN =
            Pattern.compile("\\s+|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|[A-Za-z_:][A-Za-z0-9_:]*"
                    + "|\\[[^\\]]*\\]|[0-9][0-9a-zA-Z.]*|\\$[A-Za-z_]+|=~|!~|!=|==|>=|<=|.");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_:][A-Za-z0-9_:]*");
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Set<String> RATES = Set.of("rate", "irate", "increase");

    private final Map<String, Set<String>> series = new LinkedHashMap<>();
    private final Set<String> grouped = new TreeSet<>();
    private final List<String> windows = new ArrayList<>();

    private ExpressionReader() {}

    /** Reads an expression whose macros are expanded. */
    public static ExpressionReader of(String expression) {
        ExpressionReader reader = new ExpressionReader();
        reader.read(tokens(expression));
        return reader;
    }

    /** The series it names, each with the labels it is selected by. */
    public Map<String, Set<String>> series() {
        return Map.copyOf(series);
    }

    /** The labels it groups or joins by. */
    public Set<String> grouped() {
        return Set.copyOf(grouped);
    }

    /** The windows of {@code rate}, {@code irate} and {@code increase}. */
    public List<String> windows() {
        return List.copyOf(windows);
    }

    private static List<String> tokens(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            if (!matcher.group().isBlank()) {
                tokens.add(matcher.group());
            }
        }
        return tokens;
    }

    private void read(List<String> tokens) {
        String function = "";
        int i = 0;
        while (i < tokens.size()) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (token.startsWith("[")) {
                if (RATES.contains(function)) {
                    windows.add(token.substring(1, token.length() - 1));
                }
                i++;
            } else if (!NAME.matcher(token).matches() || WORDS.contains(token)) {
                i++;
            } else if (GROUPING.contains(token)) {
                i = next.equals("(") ? labels(tokens, i + 2, ")", grouped) : i + 1;
            } else if (next.equals("by") || next.equals("without")) {
                i++;
            } else if (next.equals("(")) {
                function = token;
                i += 2;
            } else {
                Set<String> labels = series.computeIfAbsent(token, name -> new TreeSet<>());
                i = next.equals("{") ? labels(tokens, i + 2, "}", labels) : i + 1;
            }
        }
    }

    /** @return behind the closing token */
    private static int labels(List<String> tokens, int from, String closing, Set<String> found) {
        int i = from;
        while (i < tokens.size() && !tokens.get(i).equals(closing)) {
            if (NAME.matcher(tokens.get(i)).matches()) {
                found.add(tokens.get(i));
            }
            i++;
        }
        return i + 1;
    }
}
