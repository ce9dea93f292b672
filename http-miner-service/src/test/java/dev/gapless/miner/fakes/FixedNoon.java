package dev.gapless.miner.fakes;

import java.time.Instant;

/** When tests take place. */
public final class FixedNoon {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private FixedNoon() {}
}
