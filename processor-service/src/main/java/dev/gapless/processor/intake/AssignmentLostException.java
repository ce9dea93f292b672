package dev.gapless.processor.intake;

/**
 * The group was shared out anew while a batch was being decided: the present owner of its partitions reads it again.
 */
final class AssignmentLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AssignmentLostException() {
        super("partitions were shared out anew");
    }
}
