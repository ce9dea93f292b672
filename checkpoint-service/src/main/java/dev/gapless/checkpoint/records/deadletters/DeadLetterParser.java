package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of the topic as a letter. Whatever stands there becomes one: here is the last place that could keep it. */
final class DeadLetterParser {

    private static final int MAX_RULE = 200;
    private static final int MAX_TEXT = 4_000;
    private static final byte[] NOTHING = {};

    private DeadLetterParser() {}

    static DeadLetterRow read(ConsumerRecord<byte[], byte[]> record, UUID topicId) {
        Map<String, byte[]> cause = new HashMap<>();
        List<DeadLetterHeader> came = new ArrayList<>();
        Header[] headers = record.headers().toArray();
        // from behind, for the cause was written last
        for (int i = headers.length - 1; i >= 0; i--) {
            Header header = headers[i];
            if (DeadLetter.CAUSE.contains(header.key()) && header.value() != null) {
                if (cause.putIfAbsent(header.key(), header.value()) == null) {
                    continue;
                }
            }
            came.addFirst(new DeadLetterHeader(original(header.key()), header.value()));
        }
        String[] names = names(text(cause, DeadLetter.STREAM, MAX_TEXT));
        String where = text(cause, DeadLetter.WHERE, MAX_TEXT);
        return new DeadLetterRow(
                new LogPosition(topicId, record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                new DeadLetterSubject(
                        names.length > 0 ? names[0] : null,
                        names.length > 1 ? names[1] : null,
                        names.length > 2 ? names[2] : null),
                where,
                DeadLetterOrigin.read(where).orElse(null),
                new DeadLetterCause(
                        rule(cause),
                        text(cause, DeadLetter.DETAIL, MAX_TEXT),
                        text(cause, DeadLetter.REMEDY, MAX_TEXT)),
                new DeadLetterContent(record.key(), record.value() == null ? NOTHING : record.value(), came),
                (int) number(came, DeadLetter.ATTEMPT, 0),
                previous(came));
    }

    private static String original(String name) {
        return name.startsWith(DeadLetter.ORIGINAL) ? name.substring(DeadLetter.ORIGINAL.length()) : name;
    }

    private static String rule(Map<String, byte[]> cause) {
        String rule = text(cause, DeadLetter.RULE, MAX_RULE);
        return rule.isEmpty() ? "not-said" : rule;
    }

    /** Source, account and stream, as far as they are names of ours. */
    private static String[] names(String key) {
        String[] parts = key.split("/", -1);
        try {
            return switch (parts.length) {
                case 2 -> {
                    StreamId account = new StreamId(parts[0], parts[1], "any");
                    yield new String[] {account.source(), account.account()};
                }
                case 3 -> {
                    StreamId stream = StreamId.parse(key);
                    yield new String[] {stream.source(), stream.account(), stream.stream()};
                }
                default -> new String[0];
            };
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }

    private static @Nullable Long previous(List<DeadLetterHeader> came) {
        long id = number(came, DeadLetter.REDRIVEN_FROM, -1);
        return id < 0 ? null : id;
    }

    private static long number(List<DeadLetterHeader> came, String name, long otherwise) {
        for (DeadLetterHeader header : came.reversed()) {
            byte[] value = header.value();
            if (header.name().equals(name) && value != null) {
                String digits = new String(value, StandardCharsets.UTF_8);
                return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : otherwise;
            }
        }
        return otherwise;
    }

    /** As a text column can hold it. */
    private static String text(Map<String, byte[]> cause, String name, int most) {
        String text = new String(cause.getOrDefault(name, NOTHING), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
