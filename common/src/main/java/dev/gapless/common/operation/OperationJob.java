package dev.gapless.common.operation;

/** The work of one kind of operation. */
public interface OperationJob {

    OperationKind kind();

    /**
     * Does what is left of the operation, portion by portion. What it throws, except the two exceptions of this
     * package, is tried again later.
     *
     * @return the result, as JSON
     * @throws OperationStoppedException as the run told it to stop
     * @throws OperationFailedException when trying again cannot help
     * @throws InterruptedException when the replica shuts down
     */
    String run(OperationRun run) throws InterruptedException;
}
