package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.common.message.TopicNames;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The record that a letter was, on the topic it came from. */
record DeadLetterOrigin(String topic, int partition, long offset) {

    /** Those whose records come to the letters whole: with their key and all headers. */
    static final Set<String> REDRIVABLE = Set.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL);

    private static final Pattern POSITION = Pattern.compile("(gapless\\..{1,200})-([0-9]{1,9})-([0-9]{1,18})");

    /** @param where as the letter tells it; empty when that is no position of ours on a topic */
    static Optional<DeadLetterOrigin> read(String where) {
        Matcher position = POSITION.matcher(where);
        return position.matches()
                ? Optional.of(new DeadLetterOrigin(
                        position.group(1), Integer.parseInt(position.group(2)), Long.parseLong(position.group(3))))
                : Optional.empty();
    }
}
