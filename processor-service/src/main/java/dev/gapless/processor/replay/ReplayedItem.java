package dev.gapless.processor.replay;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.processor.normalise.NormalisationResult;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** One item as all of its records of a range come to now. Used by one thread. */
final class ReplayedItem {

    private record Witness(IngestPath path, String provenance, long seenAtMicros) {}

    private NormalisationResult.Sighted winner;

    /** How often a concluded delete of the winner's version was undone. */
    private int life;

    private final Set<Witness> witnesses = new HashSet<>();

    ReplayedItem(NormalisationResult.Sighted first) {
        this.winner = first;
        this.life = first.item().undoCount();
        witnesses.add(witness(first.item()));
    }

    /**
     * By the ledger's own order, so that the winner is what the ledger would hold if it had only these records. The
     * higher version wins, then the later life, then the later operation. Of equals the live one wins, then the later
     * one. What the source itself told counts in whatever life there is, and its own delete is not undone.
     */
    void add(NormalisationResult.Sighted next) {
        witnesses.add(witness(next.item()));
        int nextLife =
                concluded(next) ? next.item().undoCount() : lifeOf(next.item().version());
        if (beats(next, nextLife)) {
            winner = next;
            life = nextLife;
        }
    }

    private int lifeOf(long version) {
        return version == winner.item().version() ? life : 0;
    }

    /** Not told by the source: a concluded delete, or the undoing of one. */
    private static boolean concluded(NormalisationResult.Sighted sighted) {
        return switch (sighted.captured().shape()) {
            case INFERRED_DELETE, INFERRED_DELETE_UNDO -> true;
            case FRAME, LISTED, RECREATED -> false;
        };
    }

    NormalisationResult.Sighted winner() {
        return winner;
    }

    int life() {
        return life;
    }

    /** True when the record that last wrote what is held is among those that were read. */
    boolean explains(LedgerItem held) {
        return witnesses.contains(new Witness(held.path(), held.provenance(), held.seenAtMicros()));
    }

    private boolean beats(NormalisationResult.Sighted challenger, int nextLife) {
        Item next = challenger.item();
        Item before = winner.item();
        int order = Long.compare(next.version(), before.version());
        if (order == 0 && before.operation() == ItemOperation.DELETE && !concluded(winner)) {
            return false;
        }
        if (order == 0) {
            order = Integer.compare(nextLife, life);
        }
        if (order == 0) {
            order = next.operation().compareTo(before.operation());
        }
        if (order != 0) {
            return order > 0;
        }
        return !Arrays.equals(next.hash(), before.hash())
                && !(before.path() == IngestPath.LIVE && next.path() == IngestPath.MINED);
    }

    private static Witness witness(Item item) {
        return new Witness(item.path(), item.provenance(), item.seenAtMicros());
    }
}
