package dev.gapless.common.platform.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of ours: the event's name, and words with values behind it, {@code batch-dropped worker=0 cause="no answer"}.
 *
 * @param name lower case, words joined by hyphens
 * @param values by word, in the line's order; the last one counts
 */
record LogEvent(String name, Map<String, String> values) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*");
    private static final Pattern VALUE =
            Pattern.compile("\\s+([A-Za-z][A-Za-z0-9_.-]*)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S*))");

    /** Empty for a line that begins with anything but a name. What follows the last word with a value is left out. */
    static Optional<LogEvent> read(String line) {
        Matcher name = NAME.matcher(line);
        if (!name.lookingAt() || (name.end() < line.length() && line.charAt(name.end()) != ' ')) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        Matcher value = VALUE.matcher(line);
        value.region(name.end(), line.length());
        while (value.lookingAt()) {
            String quoted = value.group(2);
            values.put(value.group(1), quoted == null ? value.group(3) : quoted);
            value.region(value.end(), line.length());
        }
        return Optional.of(new LogEvent(name.group(), values));
    }
}
