package dev.gapless.processor.intake;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The note beside a committed offset of history: the records from there up to the noted one may be known to the ledger
 * and not published. Whoever owns the partition next has to settle them before it looks at live records: a live record
 * may be a later version of one of them, and be published first otherwise.
 *
 * <p>Live records need no note: those after a committed offset always go first.
 */
final class Doubt {

    static final String NONE = "";

    private static final String UNTIL = "in-doubt-until:";

    private Doubt() {}

    static String until(long end) {
        return UNTIL + end;
    }

    /**
     * @param note words, of which one may be ours
     * @return the first offset not in doubt; empty when nothing is
     */
    static OptionalLong read(String note) {
        return Arrays.stream(note.split(" ", -1))
                .filter(word -> word.startsWith(UNTIL))
                .mapToLong(word -> Long.parseLong(word.substring(UNTIL.length())))
                .findFirst();
    }
}
