package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/** Follows and leaves accounts. Who captures them hears of it by way of the rows, so nothing is lost with a process. */
final class AccountService {

    private final AccountStore store;
    private final CredentialCipher cipher;
    private final RefusedWork refused;
    private final AccountQuota quota;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    AccountService(
            AccountStore store,
            CredentialCipher cipher,
            RefusedWork refused,
            AccountQuota quota,
            TransactionOperations transactions,
            DatabaseClock clock) {
        this.store = store;
        this.cipher = cipher;
        this.refused = refused;
        this.quota = quota;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Before a transaction in which a credential is sealed. */
    void prepare(String source) {
        cipher.prepare(source);
    }

    /** @return true when the account was not followed before */
    boolean put(SourceSpec source, String account, AccountRequest request) {
        StartPosition since = StartPosition.parse(request.since(), source, request.streams());
        List<String> streams = request.streams() == null
                ? null
                : request.streams().stream().distinct().sorted().toList();
        return transactions.execute(status -> {
            Optional<FollowedAccount> before = store.findForUpdate(source.source(), account);
            byte[] held = store.credential(source.source(), account);
            byte[] ciphertext = ciphertext(held, source.source(), account, request.secret());
            Instant now = clock.instant();
            store.put(source.source(), account, streams, since, ciphertext, now);
            if (!Arrays.equals(held, ciphertext)) {
                refused.freeForCredential(source.source(), account, now);
            }
            boolean fresh = before.isEmpty() || before.get().deletedAt() != null;
            if (fresh) {
                quota.require(List.of(source.source()));
            }
            return fresh;
        });
    }

    /**
     * What to store. Sealing gives other bytes each time, so an unchanged credential stays sealed as it is, and the row
     * unchanged.
     */
    private byte @Nullable [] ciphertext(
            byte @Nullable [] held, String source, String account, @Nullable Secret given) {
        if (given == null) {
            return held;
        }
        if (given.reveal().isEmpty()) {
            return null;
        }
        if (held != null && cipher.holds(held, source, account, given)) {
            return held;
        }
        cipher.check(source);
        return cipher.seal(given, source, account);
    }

    /** @return false when it is not followed */
    boolean delete(String source, String account) {
        return store.delete(source, account, clock.instant());
    }

    /** The same as {@link #find}, and no other one changes it until the end of the transaction. */
    Optional<FollowedAccount> findForUpdate(String source, String account) {
        return store.findForUpdate(source, account).filter(found -> found.deletedAt() == null);
    }

    /** Empty when it is not followed. */
    Optional<FollowedAccount> find(String source, String account) {
        return store.find(source, account).filter(found -> found.deletedAt() == null);
    }

    /** True when it was followed once and is not any more. */
    boolean wasFollowed(String source, String account) {
        return store.find(source, account)
                .filter(found -> found.deletedAt() != null)
                .isPresent();
    }

    /** @param after {@code source/account}, or empty for the first page */
    List<FollowedAccount> followed(@Nullable String source, CallerSources own, String after, int limit) {
        int slash = after.indexOf('/');
        String afterSource = slash < 0 ? after : after.substring(0, slash);
        return store.page(source, own.filter(), afterSource, after.substring(slash + 1), limit);
    }

    /** Null when the account has none. */
    @Nullable
    Secret credential(FollowedAccount account) {
        byte[] ciphertext = store.credential(account.source(), account.account());
        return ciphertext == null ? null : cipher.open(ciphertext, account.source(), account.account());
    }
}
