package dev.gapless.miner.compare;

/** The checkpoint service gave no answer. */
public final class LedgerAwayException extends Exception {

    private static final long serialVersionUID = 1L;

    public LedgerAwayException(Throwable cause) {
        super(cause);
    }
}
