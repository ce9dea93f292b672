package dev.gapless.connector;

/**
 * The form of a source's account ids. One account has one id only: each other spelling would be streams of its own.
 *
 * @param pattern a regular expression that every id matches as a whole
 * @param expected the same in words
 */
public record AccountFormat(String pattern, String expected) {

    /** For a source whose ids have no common form. */
    public static final AccountFormat ANY = new AccountFormat(".*", "anything");

    public boolean accepts(String account) {
        return account.matches(pattern);
    }
}
