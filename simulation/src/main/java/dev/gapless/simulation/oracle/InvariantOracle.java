package dev.gapless.simulation.oracle;

import dev.gapless.simulation.time.VirtualScheduler;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamOperation;
import dev.gapless.simulation.upstream.UpstreamVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Judges while it happens. What the source showed late or never, against its promise, cannot be known to be missing
 * before it is looked for. Claims about it are judged at the end, after the audit, by {@link FinalChecks}.
 */
public final class InvariantOracle {

    private static final int MAX = 20;

    /** How an upstream's item begins, wherever it is shown; the beginning is what a dead letter keeps. */
    private static final Pattern BEGINNING = Pattern.compile("\"id\":\"([^\"]+)\".*?\"revision\":(\\d+)");

    private final VirtualScheduler loop;
    private final long horizon;
    private final Map<SimulatedStreamKind, List<UpstreamVersion>> truth = new EnumMap<>(SimulatedStreamKind.class);
    private final Map<String, UpstreamVersion> latest = new HashMap<>();
    private final Set<UpstreamVersion> hidden = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<HeldClaim> claims = new ArrayList<>();
    private final HeldVersions log = new HeldVersions();
    private final PublishedChanges published = new PublishedChanges(this::broken);
    private final Map<String, Long> windows = new HashMap<>();
    private final Map<String, Long> dispatched = new HashMap<>();
    private final Map<String, Integer> refused = new HashMap<>();
    private final Set<String> received = new HashSet<>();
    private final Set<String> unpublishable = new HashSet<>();
    private final Set<String> expired = new HashSet<>();
    private final Set<String> forgotten = new HashSet<>();
    private boolean wentBack;
    private final Map<String, String> outcomes = new HashMap<>();
    private final List<InvariantViolation> violations = new ArrayList<>();

    /** @param horizon the first position that is wanted, in µs since 1970 */
    public InvariantOracle(VirtualScheduler loop, long horizon) {
        this.loop = loop;
        this.horizon = horizon;
    }

    public void broken(Invariant rule, String detail) {
        if (violations.size() < MAX) {
            violations.add(new InvariantViolation(rule, detail, loop.now()));
        }
    }

    public void happened(UpstreamVersion version) {
        truth.computeIfAbsent(version.stream(), any -> new ArrayList<>()).add(version);
        latest.put(version.item(), version);
        for (HeldClaim claim : claims) {
            if (claim.isAbout(version) && !hidden.contains(version)) {
                broken(Invariant.CLAIMED_BEFORE_IT_HAPPENED, version + " in " + claim);
                return;
            }
        }
    }

    /** The source shows it late, or not at all, against its promise. */
    public void hidden(UpstreamVersion version) {
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

    /** The log has a dead letter that begins so. */
    public void refused(byte[] beginning) {
        Matcher item = BEGINNING.matcher(new String(beginning, StandardCharsets.UTF_8));
        if (item.find()) {
            refused.merge(item.group(1), Integer.parseInt(item.group(2)), Math::max);
        }
    }

    /** True where a dead letter tells of this version of the item, or of a later one. */
    public boolean isTold(String item, long version) {
        return version <= refused.getOrDefault(item, 0);
    }

    /** True where no record can hold the version, and a dead letter tells of it or of what became of it. */
    boolean isRefused(UpstreamVersion version) {
        return version.isTooLong() && isTold(version.item(), version.number());
    }

    /** The log has the conclusion that the item is gone; it must be. */
    public void inferredDelete(String position, String item) {
        received.add(position);
        if (latest(item).deed() == UpstreamOperation.DELETED) {
            log.delete(item);
        } else {
            broken(Invariant.DELETED_THOUGH_PRESENT, item);
        }
    }

    /** @param window and {@code epoch} of the writer */
    public void claimed(String window, long epoch, HeldClaim claim) {
        if (epoch < windows.getOrDefault(window, Long.MIN_VALUE)) {
            broken(Invariant.STALE_EPOCH, "window %s by epoch %d".formatted(window, epoch));
        }
        windows.merge(window, epoch, Math::max);
        claims.add(claim);
        for (UpstreamVersion version : truth.getOrDefault(claim.stream(), List.of())) {
            boolean held =
                    log.has(version) || isRefused(version) || hidden.contains(version) || isPast(version, claim.live());
            if (!held && claim.isAbout(version)) {
                broken(Invariant.CLAIMED_NOT_HELD, version + " in " + claim);
            }
        }
    }

    /**
     * From now on the claim is called held.
     *
     * @param ledger as it is now
     */
    public void held(HeldClaim claim, List<FinalItemRow> ledger) {
        Map<String, FinalItemRow> rows = new HashMap<>();
        ledger.forEach(row -> rows.put(row.item(), row));
        for (UpstreamVersion version : truth.getOrDefault(claim.stream(), List.of())) {
            FinalItemRow row = rows.get(version.item());
            boolean gone = row == null
                    && latest(version.item()).deed() == UpstreamOperation.DELETED
                    && !version.stream().listsAll();
            boolean decided =
                    gone || isRefused(version) || (row != null && (row.version() >= version.number() || row.deleted()));
            if (!decided && claim.isAbout(version) && !hidden.contains(version) && !isPast(version, claim.live())) {
                broken(Invariant.HELD_NOT_DECIDED, version + " in " + claim);
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

    /** True when a record of the item may have been decided and then deleted before it was published. */
    boolean isUnpublishable(String item) {
        return unpublishable.contains(item);
    }

    /**
     * The database is an earlier state of itself: what was handed out since is handed out anew. An item whose record
     * the log has deleted, and which this state does not have, is unknown from then on.
     *
     * @param ledger as it is now
     */
    public void wentBack(List<FinalItemRow> ledger) {
        dispatched.clear();
        Set<String> held = ledger.stream().map(FinalItemRow::item).collect(Collectors.toSet());
        expired.stream().filter(item -> !held.contains(item)).forEach(forgotten::add);
        wentBack = true;
    }

    /** The source itself shows it no more: it stands elsewhere now, is gone without a trace, or was never wanted. */
    private boolean isPast(UpstreamVersion version, boolean live) {
        UpstreamVersion now = latest(version.item());
        boolean gone =
                now.deed() == UpstreamOperation.DELETED && !version.stream().listsAll();
        boolean follows = now.number() > version.number();
        return version.position() < horizon
                || (follows && version.stream().moves())
                || (gone && follows && version.deed() == UpstreamOperation.CREATED)
                || (gone && !live && (!log.knows(version.item()) || forgotten.contains(version.item())));
    }

    public void dispatched(String gap, long epoch) {
        if (epoch <= dispatched.getOrDefault(gap, Long.MIN_VALUE)) {
            broken(Invariant.STALE_EPOCH, "gap %s dispatched again at epoch %d".formatted(gap, epoch));
        }
        dispatched.put(gap, epoch);
    }

    /** A process that decided at that epoch changed the gap. */
    public void moved(String gap, long epoch) {
        if (epoch < dispatched.getOrDefault(gap, 0L)) {
            broken(Invariant.STALE_EPOCH, "gap %s changed by epoch %d".formatted(gap, epoch));
        }
    }

    /** The record at this log position has come to its end, visibly. */
    public void ended(String position, String outcome) {
        String before = outcomes.put(position, outcome);
        if (before != null) {
            broken(Invariant.ENDED_TWICE, "%s ended as %s and as %s".formatted(position, before, outcome));
        }
        if (!received.contains(position)) {
            broken(Invariant.ENDED_TWICE, position + " was never received");
        }
    }

    /** What neither the ledger nor the log has any more is taken for new when it is mined, and published again. */
    public void published(String item, long version, UpstreamOperation deed) {
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

    public List<UpstreamVersion> truth(SimulatedStreamKind kind) {
        return truth.getOrDefault(kind, List.of());
    }

    public UpstreamVersion latest(String item) {
        UpstreamVersion found = latest.get(item);
        if (found == null) {
            throw new IllegalArgumentException("item: %s (expected: one that was)".formatted(item));
        }
        return found;
    }

    public boolean knows(String item) {
        return latest.containsKey(item);
    }

    /** True when an invariant of this tier is broken. */
    public boolean isBroken(Invariant.Tier tier) {
        return violations.stream().anyMatch(violation -> violation.rule().tier() == tier);
    }

    public List<InvariantViolation> violations() {
        return List.copyOf(violations);
    }
}
