package dev.gapless.processor.replay;

/** The range holds more items than one replay compares. */
final class TooManyItemsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyItemsException(int most) {
        super("more than %d items".formatted(most));
    }
}
