package dev.gapless.common.operation;

/** The state of a long-running operation. */
public enum OperationState {
    /** It waits for a replica. */
    PENDING,
    /** A replica has claimed it. Once its lease has run out, another replica takes it over. */
    RUNNING,
    /** An operator has paused it. The portion under way is finished. */
    PAUSED,
    COMPLETED,
    /** It has failed too often, or cannot succeed. An operator can resume it. */
    FAILED,
    /** An operator has ended it. What was published stays. */
    CANCELLED;

    /** True while another operation of its kind over its target is refused. */
    public boolean isOpen() {
        return this == PENDING || this == RUNNING || this == PAUSED;
    }
}
