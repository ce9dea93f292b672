package dev.gapless.connector.paging;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a page keep the listing's order. A platform may take an item's own time for its position but list
 * by something else. There an item that was written late stands among items of other positions. It alone is out of
 * order, not they.
 *
 * @param inOrder the positions of the others, as they stand
 * @param displaced by place in the page: elements that are out of order
 * @param edgeDisplaced the last element of the pages before was itself out of order, as only this page shows
 */
@SuppressWarnings("ArrayRecordComponent")
record PageOrder(long[] inOrder, BitSet displaced, boolean edgeDisplaced) {

    /** One element in so many may be out of order; one is always allowed. */
    private static final int SHARE = 5;

    /** All in order, whatever they are. */
    static PageOrder unquestioned(long[] positions) {
        return new PageOrder(positions, new BitSet(), false);
    }

    /**
     * @param positions as the page lists them
     * @param continues true when the page begins where the ones before it ended, or further on
     * @return null when so much is out of order that it is not this order
     */
    static @Nullable PageOrder of(long[] positions, WalkProgress before, boolean continues) {
        Chain chain = new Chain(positions, before, continues && !before.sawNothing());
        if (chain.isWhole()) {
            return unquestioned(positions);
        }
        BitSet kept = chain.longest();
        int lost = chain.length() - kept.cardinality();
        int known = chain.confirmed() + kept.cardinality();
        if (lost > Math.max(1, positions.length / SHARE) || known < 2 * lost) {
            return null;
        }
        BitSet displaced = new BitSet();
        long[] inOrder = new long[positions.length];
        int count = 0;
        for (int i = 0; i < positions.length; i++) {
            if (kept.get(i + chain.prefix())) {
                inOrder[count++] = positions[i];
            } else {
                displaced.set(i);
            }
        }
        return new PageOrder(Arrays.copyOf(inOrder, count), displaced, chain.prefix() == 1 && !kept.get(0));
    }

    /** The last element before the page, where there is one, and the page; ascending, whatever the listing's order. */
    private static final class Chain {

        private final long[] values;
        private final int prefix;
        private final long least;
        private final boolean confirmed;

        Chain(long[] positions, WalkProgress before, boolean continues) {
            this.prefix = continues ? 1 : 0;
            this.confirmed = continues && before.near() != Long.MAX_VALUE && before.near() != -1;
            this.values = new long[positions.length + prefix];
            if (continues) {
                values[0] = ascending(before.edge(), before);
            }
            for (int i = 0; i < positions.length; i++) {
                values[i + prefix] = ascending(positions[i], before);
            }
            this.least = confirmed ? ascending(before.near(), before) : Long.MIN_VALUE;
        }

        private static long ascending(long position, WalkProgress reach) {
            return reach.downward() ? -position : position;
        }

        int prefix() {
            return prefix;
        }

        int length() {
            return values.length;
        }

        /** Elements before these that are known to be in order. */
        int confirmed() {
            return confirmed ? 1 : 0;
        }

        boolean isWhole() {
            long last = least;
            for (long value : values) {
                if (value < last) {
                    return false;
                }
                last = value;
            }
            return true;
        }

        /**
         * The longest run in order; of several, the one that ends soonest, which proves least. For each length the
         * smallest end of a run of that length is kept, and for each element the one before it in its run.
         */
        BitSet longest() {
            int[] ends = new int[values.length];
            int[] before = new int[values.length];
            int length = 0;
            for (int i = 0; i < values.length; i++) {
                if (values[i] < least) {
                    continue;
                }
                int place = firstGreater(ends, length, values[i]);
                before[i] = place == 0 ? -1 : ends[place - 1];
                ends[place] = i;
                length = Math.max(length, place + 1);
            }
            BitSet kept = new BitSet();
            for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = before[i]) {
                kept.set(i);
            }
            return kept;
        }

        private int firstGreater(int[] ends, int length, long value) {
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (values[ends[middle]] > value) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }
}
