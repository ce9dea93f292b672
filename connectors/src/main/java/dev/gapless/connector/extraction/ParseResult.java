package dev.gapless.connector.extraction;

import java.util.function.Function;

/** A value, or why there is none. */
public sealed interface ParseResult<T> {

    record Got<T>(T value) implements ParseResult<T> {}

    record Refused<T>(ParseError refusal) implements ParseResult<T> {}

    static <T> ParseResult<T> refused(String rule, String detail, String remedy) {
        return new Refused<>(new ParseError(rule, detail, remedy));
    }

    /** Goes on with the value; a refusal stays what it is. */
    default <R> ParseResult<R> then(Function<T, ParseResult<R>> next) {
        return switch (this) {
            case Got<T>(T value) -> next.apply(value);
            case Refused<T>(ParseError refusal) -> new Refused<>(refusal);
        };
    }
}
