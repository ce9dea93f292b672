package dev.gapless.simulation.upstream;

import java.util.Locale;

/** The streams of the simulated upstream; its manifest says the same. */
public enum SimulatedStreamKind {
    /** Listed by last change, newest first, by cursor; deleted ones included. */
    POSTS("post", "updated_at", true, true, true),

    /** Created only; listed oldest first, by offset. */
    COMMENTS("comment", "created_at", false, false, true),

    /** Created only; listed oldest first, by a window that moves. */
    LIKES("like", "created_at", false, false, true),

    /** Listed by creation, newest first, by cursor; neither edits nor deletions show where they happened. */
    NOTES("note", "created_at", true, false, false);

    private final String item;
    private final String position;
    private final boolean changes;
    private final boolean moves;
    private final boolean listsAll;

    SimulatedStreamKind(String item, String position, boolean changes, boolean moves, boolean listsAll) {
        this.item = item;
        this.position = position;
        this.changes = changes;
        this.moves = moves;
        this.listsAll = listsAll;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String item() {
        return item;
    }

    String positionName() {
        return position;
    }

    /** True when items are edited and deleted. */
    public boolean changes() {
        return changes;
    }

    /** True when an edit moves the item to the instant of the edit. */
    public boolean moves() {
        return moves;
    }

    /** True when a walk through the listing shows everything that can happen. */
    public boolean listsAll() {
        return listsAll;
    }
}
