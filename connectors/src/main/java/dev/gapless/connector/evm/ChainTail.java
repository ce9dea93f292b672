package dev.gapless.connector.evm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The end of the chain as it is being followed: which block is next, and up to which all logs have come in. */
final class ChainTail {

    /** Where a head stands to the last one. */
    enum Place {
        NEXT,
        AHEAD,
        KNOWN,
        ELSEWHERE
    }

    private final Deque<ChainBlock> incomplete = new ArrayDeque<>();
    private final Set<String> answered = new HashSet<>();
    private ChainBlock last;

    ChainTail(ChainBlock start) {
        this.last = start;
    }

    ChainBlock last() {
        return last;
    }

    Place place(ChainBlock head) {
        if (head.hash().equals(last.hash())) {
            return Place.KNOWN;
        }
        if (head.number() > last.number() + 1) {
            return Place.AHEAD;
        }
        return head.number() == last.number() + 1 && head.parentHash().equals(last.hash())
                ? Place.NEXT
                : Place.ELSEWHERE;
    }

    void append(ChainBlock next) {
        incomplete.addLast(next);
        last = next;
    }

    /**
     * Answers come in any order; a block counts only when all before it are complete too. @return those that count from
     * now on
     */
    List<ChainBlock> complete(ChainBlock block) {
        answered.add(block.hash());
        List<ChainBlock> complete = new ArrayList<>();
        while (!incomplete.isEmpty() && answered.remove(incomplete.getFirst().hash())) {
            complete.add(incomplete.removeFirst());
        }
        return complete;
    }
}
