package dev.gapless.scheduler.gaps;

import java.util.Locale;

/** Why a gap cannot be filled. */
public enum UnfillableReason {
    /** It is older than what the manifest says that the source keeps. */
    RETENTION,

    /** The source said so itself. */
    GONE;

    /** As in the table and in the API: {@code retention}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
