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
            coverage(version);
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
        boolean never = row == null && version.deed() == Deed.DELETED;
        boolean held = never || (row != null && row.version() >= version.number());
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
        boolean wanted = from <= version.position() && version.position() < to;
        boolean shown = version.stream().listsAll();
        if (!wanted || !shown) {
            return;
        }
        boolean claimed = claims.stream().anyMatch(claim -> claim.isAbout(version));
        if (!claimed) {
            oracle.broken(Rule.NO_PROGRESS, version + " lies in no coverage");
        }
        Row row = ledger.get(version.item());
        boolean deleted = version.deed() == Deed.DELETED;
        if (row == null || row.version() != version.number() || row.deleted() != deleted) {
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
        if (!oracle.wasPublished(row.item(), row.version(), row.deleted())) {
            oracle.broken(Rule.UNPUBLISHED, row.toString());
        }
    }
}
