package dev.gapless.connector;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with the account's id in it. {@code {account}} stands for it, and {@code {account-lower}} for the same in
 * lower case. {@code {base64:TEXT}} stands for a text with these that is sent as Base64.
 */
public final class AccountText {

    private static final String ACCOUNT = "{account}";
    private static final String LOWER = "{account-lower}";
    private static final String BASE64 = "{base64:";

    /** The text inside is no JSON, so it has nothing that JSON would escape. */
    private static final Pattern ENCODED =
            Pattern.compile("\\{base64:((?:[^{}\"\\\\\\p{Cntrl}]|\\{account}|\\{account-lower})+)}");

    private AccountText() {}

    /** An account's id has no character that JSON would escape. */
    public static String fill(String text, String account) {
        String encoded = text.contains(BASE64)
                ? ENCODED.matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(base64(plain(found.group(1), account))))
                : text;
        return plain(encoded, account);
    }

    /** True where the text has a part to encode that cannot be encoded. */
    public static boolean isMistaken(String text) {
        return ENCODED.matcher(text).replaceAll("").contains(BASE64);
    }

    private static String plain(String text, String account) {
        return text.replace(ACCOUNT, account).replace(LOWER, account.toLowerCase(Locale.ROOT));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
