package dev.gapless.connector;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.Anchor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of reading one body. */
public sealed interface PageStep {

    /**
     * A page.
     *
     * @param items those inside the window, and those out of order, as the source lists them
     * @param broken what of the page could not be read as an item
     * @param covers what is covered once these items are acknowledged; null when the page alone proves nothing
     * @param frontier numbered streams: the first position the source does not have yet, when this page tells it
     * @param last true when the source says that the listing ends here (or the window is walked through)
     * @param displaced how many of the items are out of the listing's order
     * @param unseen what of {@code covers} rests on nothing but the source's word that the listing ends. No item was
     *     seen beyond it. Null where there is no such part, or where the manifest trusts that word
     * @param settled positions of {@code covers} from here on may have got items since the oldest answer that it rests
     *     on. {@link Long#MAX_VALUE} where it rests on this answer alone
     * @param state of the listing, as the page shows it
     */
    record Page(
            List<ListedItem> items,
            List<BrokenItem> broken,
            @Nullable Range covers,
            List<Anchor> anchors,
            @Nullable Long frontier,
            boolean last,
            int displaced,
            @Nullable Range unseen,
            long settled,
            ListingState state)
            implements PageStep {

        /** Whether a listing shows what it should. */
        public enum ListingState {
            /** All there is, as far as the page can tell. */
            CURRENT,

            /** No more, although there may be more: what is left of the window is nowhere. */
            CUT,

            /**
             * Not yet what is known to be there, in the unseen part. That part is not believed, however short it is.
             */
            BEHIND
        }

        /** A page of a listing that shows all there is. */
        public Page(
                List<ListedItem> items,
                List<BrokenItem> broken,
                @Nullable Range covers,
                List<Anchor> anchors,
                @Nullable Long frontier,
                boolean last,
                int displaced,
                @Nullable Range unseen,
                long settled) {
            this(items, broken, covers, anchors, frontier, last, displaced, unseen, settled, ListingState.CURRENT);
        }

        /** A page in order. */
        public Page(
                List<ListedItem> items,
                List<BrokenItem> broken,
                @Nullable Range covers,
                List<Anchor> anchors,
                @Nullable Long frontier,
                boolean last) {
            this(items, broken, covers, anchors, frontier, last, 0, null, Long.MAX_VALUE, ListingState.CURRENT);
        }

        /** True when what is left of the window is nowhere. */
        public boolean cut() {
            return state == ListingState.CUT;
        }

        public Page {
            items = List.copyOf(items);
            broken = List.copyOf(broken);
            anchors = List.copyOf(anchors);
        }
    }

    /** Another call is needed before the page is whole. */
    record Again() implements PageStep {}

    /** The body as a whole cannot be read; it goes to the dead letters. */
    record Unreadable(String rule, String detail, String remedy) implements PageStep {}

    /** The source asks to slow down inside a 200 answer. */
    record Throttled(Instant retryAt) implements PageStep {}

    /** The source answered with an error of its own that may pass, or its history moved under the walk. */
    record Unsteady(String reason) implements PageStep {}

    /**
     * Evidence that is independent of the listing says that the page leaves something out. It is asked for again, and
     * then in smaller parts.
     */
    record Refuted(String reason) implements PageStep {}

    /** The walk does not progress: the source shows the same place again. */
    record Looping(String reason) implements PageStep {}

    /** One item of a page. */
    @SuppressWarnings("ArrayRecordComponent")
    record ListedItem(String itemId, long position, byte[] bytes) {}

    /** Something in a page that is not an item. */
    @SuppressWarnings("ArrayRecordComponent")
    record BrokenItem(byte[] bytes, String rule, String detail, String remedy) {}
}
