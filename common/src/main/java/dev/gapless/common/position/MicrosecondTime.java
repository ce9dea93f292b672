package dev.gapless.common.position;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Positions of the TIME domain: microseconds since the epoch. */
public final class MicrosecondTime {

    private MicrosecondTime() {}

    public static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static long of(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000L);
    }

    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
