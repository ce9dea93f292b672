package dev.gapless.connector.evm;

import dev.gapless.common.message.Anchor;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the highest remembered fingerprint that the chain still has, by halving: below a fork all agree, above it none
 * does. Usually the highest one agrees, and one question is enough.
 */
final class ForkSearch {

    private final List<Anchor> anchors;
    private int agreeing = -1;
    private int differing;
    private int asked;

    /** @param anchors in any order */
    ForkSearch(List<Anchor> anchors) {
        this.anchors = anchors.stream()
                .sorted(Comparator.comparingLong(Anchor::position))
                .toList();
        this.differing = firstContradicted();
        this.asked = this.differing - 1;
    }

    /** Above a contradiction nothing can be trusted, whatever agrees there now. */
    private int firstContradicted() {
        for (int i = 0; i < anchors.size(); i++) {
            if (anchors.get(i).contradicted()) {
                return i;
            }
        }
        return anchors.size();
    }

    /** The position to ask for; null when the search has ended. */
    @Nullable
    Long next() {
        return agreeing + 1 < differing ? anchors.get(asked).position() : null;
    }

    /** @param hash what the chain has at the position asked for; null when it has nothing there */
    void seen(@Nullable String hash) {
        if (anchors.get(asked).hash().equals(hash)) {
            agreeing = asked;
        } else {
            differing = asked;
        }
        asked = (agreeing + differing) >>> 1;
    }

    boolean forked() {
        return differing < anchors.size();
    }

    /** The last position known to be shared; -1 when none is. */
    long ancestor() {
        return agreeing < 0 ? -1 : anchors.get(agreeing).position();
    }
}
