package dev.gapless.scheduler.audits;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chance: every stream as likely as another, and every covered position of it. */
final class RandomSampler {

    private final RandomGenerator random;

    RandomSampler(RandomGenerator random) {
        this.random = random;
    }

    /** A whole number whose mean is {@code wanted}. */
    int about(double wanted) {
        int whole = (int) wanted;
        return random.nextDouble() < wanted - whole ? whole + 1 : whole;
    }

    /** At most {@code count} of them, none twice. */
    <T> List<T> some(List<T> all, int count) {
        List<T> left = new ArrayList<>(all);
        List<T> drawn = new ArrayList<>();
        while (drawn.size() < count && !left.isEmpty()) {
            int at = random.nextInt(left.size());
            T last = left.removeLast();
            drawn.add(at == left.size() ? last : left.set(at, last));
        }
        return drawn;
    }

    /**
     * A covered range, at most {@code length} long, that begins at any covered position.
     *
     * @return null when nothing is covered
     */
    @Nullable
    Range of(Coverage covered, long length) {
        long all = covered.ranges().stream().mapToLong(Range::length).sum();
        if (all == 0) {
            return null;
        }
        long at = random.nextLong(all);
        for (Range range : covered.ranges()) {
            if (at < range.length()) {
                long from = range.from() + at;
                return new Range(from, Math.min(range.to(), from + length));
            }
            at -= range.length();
        }
        throw new IllegalStateException("at: %d (expected: < %d)".formatted(at, all));
    }
}
