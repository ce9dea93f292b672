package dev.gapless.simulation.oracle;

import dev.gapless.simulation.upstream.Deed;
import dev.gapless.simulation.upstream.Kind;
import dev.gapless.simulation.upstream.Version;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges at the end, when nothing goes wrong any more, everything has come through, and an audit has looked. */
public final class Verdicts {

    private final Oracle oracle;
    private final Map<String, Row> ledger = new HashMap<>();
    private final List<Claim> claims;

    public Verdicts(Oracle oracle, Collection<Row> ledger, List<Claim> claims) {
        this.oracle = oracle;
        this.claims = claims;
        ledger.forEach(row -> this.ledger.put(row.item(), row));
    }

    /** @param to everything up to here can be covered by now */
    public void judge(Kind kind, long from, long to) {
        for (Version version : oracle.truth(kind)) {
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
            oracle.broken(Rule.NOT_CONSERVED, oracle.unfinished() + " records came to no end");
        }
        ledger.values().forEach(this::wasOnce);
    }

    private void coverage(Version version) {
        Row row = ledger.get(version.item());
        boolean deleted = oracle.latest(version.item()).deed() == Deed.DELETED;
        boolean noTrace = row == null && deleted && !version.stream().listsAll();
        boolean concluded = row != null && row.deleted() && deleted;
        boolean held = noTrace || concluded || (row != null && row.version() >= version.number());
        if (held || isPast(version)) {
            return;
        }
        claims.stream()
                .filter(claim -> claim.isAbout(version))
                .findFirst()
                .ifPresent(claim -> oracle.broken(Rule.FALSE_COVERAGE, version + " in " + claim));
    }

    /** What a listing could not show any more when it was read. */
    private boolean isPast(Version version) {
        Version now = oracle.latest(version.item());
        return version.deed() == Deed.CREATED
                && now.deed() == Deed.DELETED
                && !version.stream().listsAll();
    }

    private void last(Version version, long from, long to) {
        if (version.position() < from || version.position() >= to) {
            return;
        }
        Row row = ledger.get(version.item());
        boolean deleted = version.deed() == Deed.DELETED;
        boolean noTrace = deleted && row == null && !version.stream().listsAll();
        boolean concluded =
                deleted && row != null && row.deleted() && !version.stream().listsAll();
        boolean same = row != null && row.version() == version.number() && row.deleted() == deleted;
        if (claims.stream().noneMatch(claim -> claim.isAbout(version))) {
            oracle.broken(Rule.NO_PROGRESS, version + " lies in no coverage");
        }
        if (!noTrace && !concluded && !same) {
            oracle.broken(Rule.LOST, version + ", held: " + row);
        }
    }

    private void wasOnce(Row row) {
        boolean known = oracle.knows(row.item());
        boolean right = known
                && row.version() <= oracle.latest(row.item()).number()
                && (row.deleted() || row.content().contains("\"%s.%d\"".formatted(row.item(), row.version())));
        if (!right) {
            oracle.broken(Rule.INVENTED, row.toString());
        }
        if (!oracle.wasPublished(row.item(), row.version(), row.deleted()) && !oracle.isUnpublishable(row.item())) {
            oracle.broken(Rule.UNPUBLISHED, row.toString());
        }
    }
}
