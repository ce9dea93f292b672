package dev.gapless.scheduler.objective;

/**
 * Stream-seconds under the completeness objective.
 *
 * @param due fell due
 * @param late of them, those that were not held when they fell due, or that nobody could judge
 * @param revoked had fallen due, were held, and were taken back
 */
public record ObjectiveSeconds(double due, double late, double revoked) {

    public static final ObjectiveSeconds NONE = new ObjectiveSeconds(0, 0, 0);

    public ObjectiveSeconds plus(ObjectiveSeconds other) {
        return new ObjectiveSeconds(due + other.due, late + other.late, revoked + other.revoked);
    }

    /** What counts against the error budget. */
    public double errors() {
        return late + revoked;
    }
}
