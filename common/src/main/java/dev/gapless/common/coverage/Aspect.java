package dev.gapless.common.coverage;

import java.util.EnumSet;
import java.util.Set;

/** A kind of event of an item. Coverage of one aspect says nothing of the others. */
public enum Aspect {
    CREATIONS(1),
    EDITS(2),
    DELETIONS(4);

    private final int bit;

    Aspect(int bit) {
        this.bit = bit;
    }

    /** The set as a bit mask: creations 1, edits 2, deletions 4. */
    public static int maskOf(Set<Aspect> aspects) {
        int mask = 0;
        for (Aspect aspect : aspects) {
            mask |= aspect.bit;
        }
        return mask;
    }

    /** The reverse of {@link #maskOf(Set)}; unknown bits are ignored. */
    public static Set<Aspect> ofMask(int mask) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        for (Aspect aspect : values()) {
            if ((mask & aspect.bit) != 0) {
                aspects.add(aspect);
            }
        }
        return aspects;
    }
}
