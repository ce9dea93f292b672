package dev.gapless.connector.session;

import dev.gapless.connector.AccountText;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * A message to the source. It has these placeholders:
 *
 * <ul>
 *   <li>{@code {account}}, {@code {account-lower}} and {@code {base64:TEXT}}: see {@link AccountText};
 *   <li>{@code {streams}}: a JSON array of stream names;
 *   <li>{@code {now}}: our clock, in milliseconds since the epoch;
 *   <li>{@code {cursor}}: where the last connection ended, in a subscription that goes on there.
 * </ul>
 *
 * <p>{@code {credential}} stays as it is until the message is sent; see {@link AuthenticatedSession}.
 */
public record MessageTemplate(String text) {

    /** The placeholder of a cursor. */
    public static final String CURSOR = "{cursor}";

    private static final Pattern NAMED_BY_CURSOR = Pattern.compile("\\{[A-Za-z0-9._-]*\\{cursor}");

    /** Names and accounts have no character that JSON would escape. */
    public String fill(String account, Collection<String> streams, Instant now) {
        return fill(account, streams, now, null);
    }

    /**
     * A cursor is the source's text, and must not become a placeholder: its braces are escaped.
     *
     * @param cursor is written as it stands inside of a JSON text; null leaves its placeholder
     */
    public String fill(String account, Collection<String> streams, Instant now, @Nullable String cursor) {
        String names = streams.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]"));
        String filled = AccountText.fill(text, account)
                .replace("{streams}", names)
                .replace("{now}", Long.toString(now.toEpochMilli()));
        return cursor == null ? filled : filled.replace(CURSOR, quoted(cursor));
    }

    private static String quoted(String cursor) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(cursor)).replace("{", "\\u007b");
    }

    /** True where a cursor would be a part of another placeholder's name. */
    public boolean namesByCursor() {
        return NAMED_BY_CURSOR.matcher(text).find();
    }
}
