package dev.gapless.processor.offsets;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The note beside a committed offset of history. The records from there up to the noted one may be known to the ledger
 * and not published. The next owner of the partition has to settle them before it looks at live records. A live record
 * may be a later version of one of them, and would otherwise be published first.
 *
 * <p>Live records need no note: those after a committed offset always go first.
 */
final class InDoubtOffset {

    static final String NONE = "";

    private static final String UNTIL = "in-doubt-until:";

    private InDoubtOffset() {}

    static String until(long end) {
        return UNTIL + end;
    }

    /**
     * @param note words, of which one may be ours
     * @return the first offset not in doubt, the largest of all when the note does not tell it; empty when nothing is
     *     in doubt
     */
    static OptionalLong read(String note) {
        return Arrays.stream(note.split(" ", -1))
                .filter(word -> word.startsWith(UNTIL))
                .mapToLong(word -> end(word.substring(UNTIL.length())))
                .findFirst();
    }

    private static long end(String digits) {
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : Long.MAX_VALUE;
    }
}
