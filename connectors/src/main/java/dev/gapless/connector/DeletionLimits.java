package dev.gapless.connector;

/**
 * The limits for deletes that one reconciliation may infer. Those beyond all three limits stop it, and an operator
 * decides.
 *
 * @param few so many may always go; of more, a second walk must come to the same
 * @param percent of the items that the walk has compared
 * @param most so many may go at most, however many were compared
 */
public record DeletionLimits(long few, long percent, long most) {

    /** Where the manifest does not say. */
    public static final DeletionLimits DEFAULT = new DeletionLimits(10, 20, 1_000);

    /** How many of those that were compared may go. */
    public long of(long compared) {
        return Math.max(few, Math.min(most, compared * percent / 100));
    }
}
