package dev.gapless.scheduler.progress;

/** What stands in the place of a gap's id where a task was made to check what is covered: no row waits for its word. */
public final class AuditId {

    private static final String PREFIX = "audit:";

    private AuditId() {}

    public static String of(String streamKey) {
        return PREFIX + streamKey;
    }

    static boolean is(String id) {
        return id.startsWith(PREFIX);
    }
}
