package dev.gapless.miner.ledger;

/** The checkpoint service gave no answer. */
public final class LedgerUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(Throwable cause) {
        super(cause);
    }
}
