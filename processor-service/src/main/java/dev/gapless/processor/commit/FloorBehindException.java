package dev.gapless.processor.commit;

/**
 * The ledger has not decided what this processor took for decided: its database is an earlier state of itself. Where to
 * go on has to be asked anew.
 */
public final class FloorBehindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FloorBehindException() {
        super("the ledger's floor of a partition is below what was decided");
    }
}
