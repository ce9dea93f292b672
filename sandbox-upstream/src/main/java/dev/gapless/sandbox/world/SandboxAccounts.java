package dev.gapless.sandbox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The present of all accounts, {@code acc-0001} and so on. It knows nothing of how versions come about. */
public final class SandboxAccounts {

    /** How much there is. */
    public record Totals(int items, int deleted) {}

    private final Map<String, SandboxAccount> byId = new ConcurrentHashMap<>();
    private final List<SandboxAccount> inOrder = new CopyOnWriteArrayList<>();
    private long lastSeq;

    /** @param count accounts to begin with; {@link #restore} may add others */
    public SandboxAccounts(int count) {
        for (int i = 1; i <= count; i++) {
            add("acc-%04d".formatted(i));
        }
    }

    private SandboxAccount add(String id) {
        SandboxAccount account = new SandboxAccount(id);
        byId.put(id, account);
        inOrder.add(account);
        return account;
    }

    public @Nullable SandboxAccount find(String id) {
        return byId.get(id);
    }

    public List<SandboxAccount> all() {
        return inOrder;
    }

    /** Takes up a version of an earlier run; they come in their order. */
    public void restore(ItemVersion version) {
        SandboxAccount account = byId.get(version.account());
        (account == null ? add(version.account()) : account).restore(version);
        lastSeq = version.seq();
    }

    /** Of the last restored version; 0 when nothing was. */
    public long lastSeq() {
        return lastSeq;
    }

    public Totals totals() {
        List<SandboxStream.Size> sizes = new ArrayList<>();
        for (SandboxAccount account : inOrder) {
            for (String stream : SandboxStreamKinds.ALL) {
                sizes.add(account.read(stream, SandboxStream::size));
            }
        }
        return new Totals(
                sizes.stream().mapToInt(SandboxStream.Size::items).sum(),
                sizes.stream().mapToInt(SandboxStream.Size::deleted).sum());
    }
}
