package dev.gapless.common.connector.extraction;

import java.util.function.Function;

/** A value, or why there is none. */
public sealed interface Outcome<T> {

    record Got<T>(T value) implements Outcome<T> {}

    record Refused<T>(Refusal refusal) implements Outcome<T> {}

    static <T> Outcome<T> refused(String rule, String detail, String remedy) {
        return new Refused<>(new Refusal(rule, detail, remedy));
    }

    /** Goes on with the value; a refusal stays what it is. */
    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return switch (this) {
            case Got<T>(T value) -> next.apply(value);
            case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
        };
    }
}
