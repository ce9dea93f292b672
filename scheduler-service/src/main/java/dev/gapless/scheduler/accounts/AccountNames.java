package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.AccountFormat;
import dev.gapless.connector.SourceSpec;
import java.util.Locale;

/** The ids of accounts, as they may be followed. */
final class AccountNames {

    private AccountNames() {}

    /** @throws IllegalArgumentException when the source has no such account; the message says what is expected */
    static void require(SourceSpec source, String account) {
        requireStorable(source, account);
        AccountFormat format = source.accounts();
        if (!format.accepts(account)) {
            throw new IllegalArgumentException("account: '%s' (expected: %s)".formatted(account, format.expected()));
        }
    }

    /** Also of one that was followed before the source had a format. */
    static void requireStorable(SourceSpec source, String account) {
        new StreamId(source.source(), account, "x").key();
    }

    /** What to do about a refused one. */
    static String remedy(SourceSpec source, String account) {
        String lower = account.toLowerCase(Locale.ROOT);
        return source.accounts().accepts(account) || !source.accounts().accepts(lower)
                ? "Use the account's id as the source writes it."
                : "Write it as " + lower + ".";
    }
}
