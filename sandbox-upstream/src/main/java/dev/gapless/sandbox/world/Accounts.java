package dev.gapless.sandbox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The present of all accounts, {@code acc-0001} and so on. It knows nothing of how versions come about. */
public final class Accounts {

    /** How much there is. */
    public record Totals(int items, int deleted) {}

    private final Map<String, Account> byId = new ConcurrentHashMap<>();
    private final List<Account> inOrder = new CopyOnWriteArrayList<>();
    private long lastSeq;

    /** @param count accounts to begin with; {@link #restore} may add others */
    public Accounts(int count) {
        for (int i = 1; i <= count; i++) {
            add("acc-%04d".formatted(i));
        }
    }

    private Account add(String id) {
        Account account = new Account(id);
        byId.put(id, account);
        inOrder.add(account);
        return account;
    }

    public @Nullable Account find(String id) {
        return byId.get(id);
    }

    public List<Account> all() {
        return inOrder;
    }

    /** Takes up a version of an earlier run; they come in their order. */
    public void restore(Version version) {
        Account account = byId.get(version.account());
        (account == null ? add(version.account()) : account).restore(version);
        lastSeq = version.seq();
    }

    /** Of the last restored version; 0 when nothing was. */
    public long lastSeq() {
        return lastSeq;
    }

    public Totals totals() {
        List<StreamState.Size> sizes = new ArrayList<>();
        for (Account account : inOrder) {
            for (String stream : Streams.ALL) {
                sizes.add(account.read(stream, StreamState::size));
            }
        }
        return new Totals(
                sizes.stream().mapToInt(StreamState.Size::items).sum(),
                sizes.stream().mapToInt(StreamState.Size::deleted).sum());
    }
}
