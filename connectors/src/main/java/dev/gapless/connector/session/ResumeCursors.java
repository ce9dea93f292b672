package dev.gapless.connector.session;

import dev.gapless.common.message.OutsideText;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The latest cursor of each account's live connection. It is lost with the process. What a connection missed is then
 * mined, as without a cursor. Where cursors are positions, the ledger knows one. Safe for many threads.
 */
final class ResumeCursors {

    private static final int MAX_ACCOUNTS = 100_000;
    private static final int MAX_LENGTH = 1_000;

    /** In all cursors together. */
    private static final int MAX_CHARACTERS = 16_000_000;

    /** A cursor that brings nothing new so often may be one that the source does not understand. */
    private static final int MAX_USES = 3;

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,18}");

    private record KeptCursor(String cursor, Instant at, int uses) {}

    private final ResumeRule rule;
    private final Map<String, KeptCursor> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> asked = new HashSet<>();
    private final int maxCharacters;
    private long characters;

    ResumeCursors(ResumeRule rule) {
        this(rule, MAX_CHARACTERS);
    }

    /** @param maxCharacters of all cursors together; the one that was used longest ago is forgotten */
    ResumeCursors(ResumeRule rule, int maxCharacters) {
        this.rule = rule;
        this.maxCharacters = maxCharacters;
    }

    ResumeRule rule() {
        return rule;
    }

    /** @return null when the message holds none that could be sent */
    @Nullable
    String in(JsonNode message) {
        JsonNode value = message.at(rule.cursor());
        if (!value.isString() && !value.isIntegralNumber()) {
            return null;
        }
        String cursor = value.asString();
        boolean usable = (rule.numeric() || rule.positions() != null)
                ? WHOLE.matcher(cursor).matches()
                : !cursor.isEmpty() && cursor.length() <= MAX_LENGTH && OutsideText.isUnicode(cursor);
        return usable ? cursor : null;
    }

    /** What the source sent up to this cursor is in Kafka. */
    synchronized void keep(String account, String cursor, Instant at) {
        KeptCursor before = kept.get(account);
        int uses = before != null && before.cursor().equals(cursor) ? before.uses() : 0;
        kept.put(account, new KeptCursor(cursor, at, uses));
        characters += cursor.length() - (before == null ? 0 : before.cursor().length());
        while (kept.size() > 1 && (characters > maxCharacters || kept.size() > MAX_ACCOUNTS)) {
            forget(kept.keySet().iterator().next());
        }
    }

    /** @return null when none is known, or none that is to be used */
    synchronized @Nullable String latest(String account, Instant now) {
        KeptCursor latest = kept.get(account);
        if (latest == null
                || latest.uses() >= MAX_USES
                || now.isAfter(latest.at().plus(rule.keep()))) {
            return null;
        }
        return latest.cursor();
    }

    /**
     * @return the stream whose state in the ledger says where to go on; null where that is no position, or where this
     *     process knows it
     */
    synchronized @Nullable String askedOf(String account) {
        return asked.contains(account) ? null : rule.positions();
    }

    /**
     * The ledger has answered, and is not asked again.
     *
     * @param end of what live connections have claimed of the stream; null when none has
     */
    synchronized void answered(String account, @Nullable Long end, Instant at) {
        asked.add(account);
        if (end != null && !kept.containsKey(account)) {
            keep(account, Long.toString(end), at);
        }
    }

    /** A connection was begun with it, or tried. */
    synchronized void used(String account) {
        kept.computeIfPresent(
                account, (key, latest) -> new KeptCursor(latest.cursor(), latest.at(), latest.uses() + 1));
    }

    synchronized void forget(String account) {
        KeptCursor forgotten = kept.remove(account);
        characters -= forgotten == null ? 0 : forgotten.cursor().length();
    }
}
