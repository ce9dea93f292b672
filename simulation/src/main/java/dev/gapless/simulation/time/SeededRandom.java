package dev.gapless.simulation.time;

import java.util.List;
import java.util.SplittableRandom;

/** Everything random in a simulation comes from here, so that the seed decides all. */
public final class SeededRandom {

    private final SplittableRandom random;

    public SeededRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** From {@code low}, included, to {@code high}, excluded. */
    public long between(long low, long high) {
        return low + random.nextLong(Math.max(1, high - low));
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    public <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** For parts that want a generator of their own. */
    public SplittableRandom split() {
        return random.split();
    }
}
