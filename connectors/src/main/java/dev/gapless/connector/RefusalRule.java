package dev.gapless.connector;

/** The rule by which an answer refuses the way in which something was asked for, and not the items. */
public sealed interface RefusalRule permits TooManyRule, LostCursorRule {

    /** True where the answer says so. A body that is no JSON, or longer than 64 KB, counts as null. */
    boolean holds(int status, byte[] body);
}
