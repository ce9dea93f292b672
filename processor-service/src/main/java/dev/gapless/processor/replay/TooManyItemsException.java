package dev.gapless.processor.replay;

/** The range holds more items than one replay compares. */
final class TooManyItemsException extends RuntimeException {

    static final String REMEDY = "choose a shorter period or one account, or raise gapless.processor.replay.max-items";

    private static final long serialVersionUID = 1L;

    TooManyItemsException(int most) {
        super("more than %d items".formatted(most));
    }
}
