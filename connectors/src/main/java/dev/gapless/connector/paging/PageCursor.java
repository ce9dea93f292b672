package dev.gapless.connector.paging;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in a listing the next page is. Immutable. */
sealed interface PageCursor
        permits TokenPageCursor,
                OffsetPageCursor,
                WindowPageCursor,
                LinkPageCursor,
                NumberedPageCursor,
                LastItemCursor {

    /** The parameters that lead there. */
    Map<String, String> parameters();

    /** The whole address, where the source gave it; null where the parameters lead there. */
    default @Nullable URI address() {
        return null;
    }

    /** Differs from that of every other place of the walk. */
    String identity();

    /** How many of the page's first elements were on the page before. */
    default int overlap() {
        return 0;
    }

    /** True when the page begins where the one before ended, or further on. */
    default boolean continues() {
        return true;
    }

    /** Where the page says to go on. */
    NextPage turn(ReadPage page);

    /** Notes the place, for another walk. */
    ResumePoint noted(ResumePoint point);
}
