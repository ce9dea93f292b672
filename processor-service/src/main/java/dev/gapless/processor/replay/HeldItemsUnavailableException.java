package dev.gapless.processor.replay;

/** The ledger cannot be asked what it holds; try again later. */
final class HeldItemsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HeldItemsUnavailableException(Throwable cause) {
        super("the checkpoint service does not say what is held", cause);
    }
}
