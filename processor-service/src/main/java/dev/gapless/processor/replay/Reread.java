package dev.gapless.processor.replay;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.HeldItem;
import dev.gapless.processor.normalise.Normalised;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** One item as all of its records of a range come to now. Used by one thread. */
final class Reread {

    private record Witness(Door door, String sighting, long seenAtMicros) {}

    private Normalised.Sighted winner;
    private final Set<Witness> witnesses = new HashSet<>();

    Reread(Normalised.Sighted first) {
        this.winner = first;
        witnesses.add(witness(first.item()));
    }

    /**
     * By the ledger's own order, so that the winner is what the ledger would hold had it never seen anything else: the
     * higher version, then the later operation; of equals the live one, then the later one.
     */
    void add(Normalised.Sighted next) {
        witnesses.add(witness(next.item()));
        if (beats(next.item(), winner.item())) {
            winner = next;
        }
    }

    Normalised.Sighted winner() {
        return winner;
    }

    /** True when the record that last wrote what is held is among those that were read. */
    boolean explains(HeldItem held) {
        return witnesses.contains(new Witness(held.door(), held.sighting(), held.seenAtMicros()));
    }

    private static boolean beats(Item next, Item before) {
        int order = Long.compare(next.version(), before.version());
        if (order == 0) {
            order = next.operation().compareTo(before.operation());
        }
        if (order != 0) {
            return order > 0;
        }
        return !Arrays.equals(next.hash(), before.hash()) && !(before.door() == Door.LIVE && next.door() == Door.MINED);
    }

    private static Witness witness(Item item) {
        return new Witness(item.door(), item.sighting(), item.seenAtMicros());
    }
}
