package dev.gapless.checkpoint.coverage.audits;

import org.jspecify.annotations.Nullable;

/**
 * The share of items that were not held although their range was covered, as measured.
 *
 * @param audits how many ranges were read again
 * @param positions how long they were together
 * @param items how many items were listed there
 * @param missed how many of them were not held
 * @param rate {@code missed / items}; null without items
 * @param low lower end of the 95 % interval after Wilson; null without items
 * @param high its upper end; null without items
 */
public record MissRate(
        long audits,
        long positions,
        long items,
        long missed,
        @Nullable Double rate,
        @Nullable Double low,
        @Nullable Double high) {

    /** The normal distribution's 97.5 % quantile. */
    private static final double Z = 1.959964;

    static MissRate of(long audits, long positions, long items, long missed) {
        if (items == 0) {
            return new MissRate(audits, positions, 0, 0, null, null, null);
        }
        double n = items;
        double p = missed / n;
        double scale = 1 / (1 + Z * Z / n);
        double middle = scale * (p + Z * Z / (2 * n));
        double half = scale * Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new MissRate(
                audits,
                positions,
                items,
                missed,
                p,
                missed == 0 ? 0 : Math.max(0, middle - half),
                missed == items ? 1 : Math.min(1, middle + half));
    }
}
