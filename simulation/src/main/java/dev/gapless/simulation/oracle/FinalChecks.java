package dev.gapless.simulation.oracle;

import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamOperation;
import dev.gapless.simulation.upstream.UpstreamVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges at the end, when nothing goes wrong any more, everything has come through, and an audit has looked. */
public final class FinalChecks {

    private final InvariantOracle oracle;
    private final Map<String, FinalItemRow> ledger = new HashMap<>();
    private final List<HeldClaim> claims;

    public FinalChecks(InvariantOracle oracle, Collection<FinalItemRow> ledger, List<HeldClaim> claims) {
        this.oracle = oracle;
        this.claims = claims;
        ledger.forEach(row -> this.ledger.put(row.item(), row));
    }

    /** @param to everything up to here can be covered by now */
    public void judge(SimulatedStreamKind kind, long from, long to) {
        for (UpstreamVersion version : oracle.truth(kind)) {
            if (version.position() >= from) {
                coverage(version);
            }
            if (version.number() == oracle.latest(version.item()).number()) {
                last(version, from, to);
            }
        }
    }

    /** Once for all streams. */
    public void judgeLedger() {
        if (oracle.unfinished() != 0) {
            oracle.broken(Invariant.NOT_CONSERVED, oracle.unfinished() + " records came to no end");
        }
        ledger.values().forEach(this::wasOnce);
    }

    private void coverage(UpstreamVersion version) {
        FinalItemRow row = ledger.get(version.item());
        boolean deleted = oracle.latest(version.item()).deed() == UpstreamOperation.DELETED;
        boolean noTrace = row == null && deleted && !version.stream().listsAll();
        boolean concluded = row != null && row.deleted() && deleted;
        boolean held = noTrace || concluded || (row != null && row.version() >= version.number());
        if (held || isPast(version) || oracle.isRefused(version)) {
            return;
        }
        claims.stream()
                .filter(claim -> claim.isAbout(version))
                .findFirst()
                .ifPresent(claim -> oracle.broken(Invariant.FALSE_COVERAGE, version + " in " + claim));
    }

    /** What a listing could not show any more when it was read. */
    private boolean isPast(UpstreamVersion version) {
        UpstreamVersion now = oracle.latest(version.item());
        return version.deed() == UpstreamOperation.CREATED
                && now.deed() == UpstreamOperation.DELETED
                && !version.stream().listsAll();
    }

    private void last(UpstreamVersion version, long from, long to) {
        if (version.position() < from || version.position() >= to) {
            return;
        }
        FinalItemRow row = ledger.get(version.item());
        boolean deleted = version.deed() == UpstreamOperation.DELETED;
        boolean noTrace = deleted && row == null && !version.stream().listsAll();
        boolean concluded =
                deleted && row != null && row.deleted() && !version.stream().listsAll();
        boolean same = row != null && row.version() == version.number() && row.deleted() == deleted;
        if (claims.stream().noneMatch(claim -> claim.isAbout(version))) {
            oracle.broken(Invariant.NO_PROGRESS, version + " lies in no coverage");
        }
        if (!noTrace && !concluded && !same && !oracle.isRefused(version)) {
            oracle.broken(Invariant.LOST, version + ", held: " + row);
        }
    }

    private void wasOnce(FinalItemRow row) {
        boolean known = oracle.knows(row.item());
        boolean right = known
                && row.version() <= oracle.latest(row.item()).number()
                && (row.deleted() || row.content().contains("\"%s.%d\"".formatted(row.item(), row.version())));
        if (!right) {
            oracle.broken(Invariant.INVENTED, row.toString());
        }
        if (!oracle.wasPublished(row.item(), row.version(), row.deleted()) && !oracle.isUnpublishable(row.item())) {
            oracle.broken(Invariant.UNPUBLISHED, row.toString());
        }
    }
}
