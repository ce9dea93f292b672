package dev.gapless.simulation.oracle;

import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamVersion;

/**
 * What a service says is held: positions from {@code from}, included, to {@code to}, excluded.
 *
 * @param live true when it was seen as it happened; false when it was looked up later
 */
public record HeldClaim(
        SimulatedStreamKind stream,
        boolean live,
        boolean creations,
        boolean edits,
        boolean deletions,
        long from,
        long to) {

    /** True when the claim says that this version is held. */
    boolean isAbout(UpstreamVersion version) {
        if (version.stream() != stream) {
            return false;
        }
        return switch (version.deed()) {
            case CREATED -> creations && inside(version.position());
            case EDITED -> edits && inside(place(version));
            case DELETED -> deletions && inside(place(version));
        };
    }

    /** Where an edit does not move the item, what counts is when it happened. */
    private static long place(UpstreamVersion version) {
        return version.stream().moves() ? version.position() : version.happened();
    }

    boolean inside(long position) {
        return from <= position && position < to;
    }

    @Override
    public String toString() {
        return "%s [%d,%d)%s%s%s"
                .formatted(
                        stream.word(),
                        from,
                        to,
                        creations ? " creations" : "",
                        edits ? " edits" : "",
                        deletions ? " deletions" : "");
    }
}
