package dev.gapless.processor.replay;

/** The ledger cannot be asked what it holds; try again later. */
final class LedgerAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerAwayException(Throwable cause) {
        super("the checkpoint service does not say what is held", cause);
    }
}
