package dev.gapless.benchmarks.measure;

/**
 * One measurement of one part.
 *
 * @param part what ran
 * @param items how many went through, at least 1
 * @param seconds by the clock on the wall
 * @param cpu used meanwhile
 * @param wal bytes written ahead by the database meanwhile
 */
public record PartSample(String part, long items, double seconds, CpuTime cpu, long wal) {

    private static final double MILLION = 1e6;

    public PartSample {
        if (items < 1) {
            throw new IllegalArgumentException("items: %d (expected: at least 1)".formatted(items));
        }
    }

    public double perSecond() {
        return items / seconds;
    }

    /** Processor seconds of all that is ours, for a million items. */
    public double cpuPerMillion() {
        return cpu.total() / items * MILLION;
    }

    public double perCpuSecond() {
        return items / cpu.total();
    }

    public double walPerItem() {
        return (double) wal / items;
    }

    /** Two stretches of the same part as one. */
    public PartSample plus(PartSample more) {
        return new PartSample(part, items + more.items, seconds + more.seconds, cpu.plus(more.cpu), wal + more.wal);
    }
}
