package dev.gapless.standalone.playbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command of a playbook, and what it is for.
 *
 * @param kind what a failure of it means
 * @param text for the person
 * @param command as it is written behind {@code ./gapless}, with parameters in braces
 * @param expect what the output must contain; null when the exit code tells all
 * @param within how long the command is tried again until it succeeds; null for once
 */
public record PlaybookStep(
        StepKind kind,
        String text,
        String command,
        @Nullable Pattern expect,
        @Nullable Duration within) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    /** What a step is for. */
    public enum StepKind {
        /** Changes nothing; its failure is what the playbook is for. */
        CHECK,
        /** Changes something; its failure ends the playbook. */
        ACT,
        /** Changes nothing; its failure means that the incident is not over. */
        PROVE
    }

    List<String> parameters() {
        return PARAMETER.matcher(command).results().map(found -> found.group(1)).toList();
    }

    /**
     * The command's words, each parameter one word whatever it holds.
     *
     * @throws IllegalArgumentException when a parameter has no value
     */
    public List<String> words(Map<String, String> values) {
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            words.add(PARAMETER.matcher(word).replaceAll(found -> Matcher.quoteReplacement(value(found, values))));
        }
        return words;
    }

    boolean isMetBy(String output) {
        return expect == null || expect.matcher(output).find();
    }

    private static String value(MatchResult found, Map<String, String> values) {
        String value = values.get(found.group(1));
        if (value == null) {
            throw new IllegalArgumentException(
                    "%s: no value (expected: --set %s=VALUE)".formatted(found.group(1), found.group(1)));
        }
        return value;
    }
}
