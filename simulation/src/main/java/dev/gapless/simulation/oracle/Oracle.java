package dev.gapless.simulation.oracle;

import dev.gapless.simulation.time.Loop;
import dev.gapless.simulation.upstream.Deed;
import dev.gapless.simulation.upstream.Kind;
import dev.gapless.simulation.upstream.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges while it happens. What the source showed late or never, against its promise, cannot be known to be missing
 * before somebody looks: claims about it are judged at the end, after the audit, by {@link Verdicts}.
 */
public final class Oracle {

    private static final int MOST = 20;

    private final Loop loop;
    private final long horizon;
    private final Map<Kind, List<Version>> truth = new EnumMap<>(Kind.class);
    private final Map<String, Version> latest = new HashMap<>();
    private final Set<Version> hidden = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Claim> claims = new ArrayList<>();
    private final Held log = new Held();
    private final Published published = new Published(this::broken);
    private final Map<String, Long> windows = new HashMap<>();
    private final Map<String, Long> dispatched = new HashMap<>();
    private final Set<String> received = new HashSet<>();
    private final Set<String> unpublishable = new HashSet<>();
    private final Set<String> expired = new HashSet<>();
    private final Set<String> forgotten = new HashSet<>();
    private boolean wentBack;
    private final Map<String, String> outcomes = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /** @param horizon the first position that is wanted, in µs since 1970 */
    public Oracle(Loop loop, long horizon) {
        this.loop = loop;
        this.horizon = horizon;
    }

    public void broken(Rule rule, String detail) {
        if (violations.size() < MOST) {
            violations.add(new Violation(rule, detail, loop.now()));
        }
    }

    public void happened(Version version) {
        truth.computeIfAbsent(version.stream(), any -> new ArrayList<>()).add(version);
        latest.put(version.item(), version);
        for (Claim claim : claims) {
            if (claim.isAbout(version) && !hidden.contains(version)) {
                broken(Rule.CLAIMED_BEFORE_IT_HAPPENED, version + " in " + claim);
                return;
            }
        }
    }

    /** The source shows it late, or not at all, against its promise. */
    public void hidden(Version version) {
        hidden.add(version);
    }

    /** True when an audit would find something. */
    public boolean somethingWasHidden() {
        return !hidden.isEmpty();
    }

    /** The log has these bytes of the item. */
    public void received(String position, String item, byte[] bytes) {
        received.add(position);
        forgotten.remove(item);
        log.add(position, item, bytes);
    }

    /** The log has the conclusion that the item is gone; it must be. */
    public void buried(String position, String item) {
        received.add(position);
        if (latest(item).deed() == Deed.DELETED) {
            log.bury(item);
        } else {
            broken(Rule.BURIED_ALIVE, item);
        }
    }

    /** @param window and {@code epoch} of the writer */
    public void claimed(String window, long epoch, Claim claim) {
        if (epoch < windows.getOrDefault(window, Long.MIN_VALUE)) {
            broken(Rule.STALE_EPOCH, "window %s by epoch %d".formatted(window, epoch));
        }
        windows.merge(window, epoch, Math::max);
        claims.add(claim);
        for (Version version : truth.getOrDefault(claim.stream(), List.of())) {
            boolean held = log.has(version) || hidden.contains(version) || isPast(version, claim.live());
            if (!held && claim.isAbout(version)) {
                broken(Rule.CLAIMED_NOT_HELD, version + " in " + claim);
            }
        }
    }

    /**
     * From now on the claim is called held.
     *
     * @param ledger as it is now
     */
    public void held(Claim claim, List<Row> ledger) {
        Map<String, Row> rows = new HashMap<>();
        ledger.forEach(row -> rows.put(row.item(), row));
        for (Version version : truth.getOrDefault(claim.stream(), List.of())) {
            Row row = rows.get(version.item());
            boolean gone = row == null
                    && latest(version.item()).deed() == Deed.DELETED
                    && !version.stream().listsAll();
            boolean decided = gone || (row != null && (row.version() >= version.number() || row.deleted()));
            if (!decided && claim.isAbout(version) && !hidden.contains(version) && !isPast(version, claim.live())) {
                broken(Rule.HELD_NOT_DECIDED, version + " in " + claim);
            }
        }
    }

    /**
     * The log has deleted the record.
     *
     * @param isHeld whether the ledger has the item
     */
    public void expired(String position, String item, boolean isHeld) {
        expired.add(item);
        if (wentBack && !isHeld) {
            forgotten.add(item);
        }
        if (!outcomes.containsKey(position)) {
            received.remove(position);
            unpublishable.add(item);
            log.forget(position, item);
        }
    }

    /** True when a record of the item may have been decided and then deleted before anybody published it. */
    boolean isUnpublishable(String item) {
        return unpublishable.contains(item);
    }

    /**
     * The database is an earlier state of itself: what was handed out since is handed out anew. An item whose record
     * the log has deleted, and which this state does not have, is known to nobody any more.
     *
     * @param ledger as it is now
     */
    public void wentBack(List<Row> ledger) {
        dispatched.clear();
        Set<String> held = ledger.stream().map(Row::item).collect(Collectors.toSet());
        expired.stream().filter(item -> !held.contains(item)).forEach(forgotten::add);
        wentBack = true;
    }

    /** The source itself shows it no more: it stands elsewhere now, is gone without a trace, or was never wanted. */
    private boolean isPast(Version version, boolean live) {
        Version now = latest(version.item());
        boolean gone = now.deed() == Deed.DELETED && !version.stream().listsAll();
        boolean follows = now.number() > version.number();
        return version.position() < horizon
                || (follows && version.stream().moves())
                || (gone && follows && version.deed() == Deed.CREATED)
                || (gone && !live && (!log.knows(version.item()) || forgotten.contains(version.item())));
    }

    public void dispatched(String gap, long epoch) {
        if (epoch <= dispatched.getOrDefault(gap, Long.MIN_VALUE)) {
            broken(Rule.STALE_EPOCH, "gap %s dispatched again at epoch %d".formatted(gap, epoch));
        }
        dispatched.put(gap, epoch);
    }

    /** Somebody who decided at that epoch changed the gap. */
    public void moved(String gap, long epoch) {
        if (epoch < dispatched.getOrDefault(gap, 0L)) {
            broken(Rule.STALE_EPOCH, "gap %s changed by epoch %d".formatted(gap, epoch));
        }
    }

    /** The record at this log position has come to its end, visibly. */
    public void ended(String position, String outcome) {
        String before = outcomes.put(position, outcome);
        if (before != null) {
            broken(Rule.ENDED_TWICE, "%s ended as %s and as %s".formatted(position, before, outcome));
        }
        if (!received.contains(position)) {
            broken(Rule.ENDED_TWICE, position + " was never received");
        }
    }

    /** What neither the ledger nor the log has any more is taken for new when it is mined, and published again. */
    public void published(String item, long version, Deed deed) {
        published.add(item, version, deed, !(wentBack && expired.contains(item)));
    }

    /** Of those received, how many have not come to an end. */
    public int unfinished() {
        return received.size() - outcomes.size();
    }

    /** True when the change was out. */
    boolean wasPublished(String item, long version, boolean deleted) {
        return published.has(item, version, deleted);
    }

    public int changes() {
        return published.size();
    }

    public List<Version> truth(Kind kind) {
        return truth.getOrDefault(kind, List.of());
    }

    public Version latest(String item) {
        Version found = latest.get(item);
        if (found == null) {
            throw new IllegalArgumentException("item: %s (expected: one that was)".formatted(item));
        }
        return found;
    }

    public boolean knows(String item) {
        return latest.containsKey(item);
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }
}
