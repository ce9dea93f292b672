package dev.gapless.connector.session;

import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A message to the source. It has these placeholders:
 *
 * <ul>
 *   <li>{@code {account}}: the account's id; {@code {account-lower}}: the same in lower case;
 *   <li>{@code {streams}}: a JSON array of stream names;
 *   <li>{@code {now}}: our clock, in milliseconds since the epoch.
 * </ul>
 *
 * <p>{@code {credential}} stays as it is until the message is sent; see {@link AuthenticatedSession}.
 */
public record MessageTemplate(String text) {

    /** Names and accounts have no character that JSON would escape. */
    public String fill(String account, Collection<String> streams, Instant now) {
        String names = streams.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]"));
        return text.replace("{account}", account)
                .replace("{account-lower}", account.toLowerCase(Locale.ROOT))
                .replace("{streams}", names)
                .replace("{now}", Long.toString(now.toEpochMilli()));
    }
}
