package dev.gapless.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** Measures what a part of the benchmark uses while it runs. */
public final class UsageMeter {

    private static final double NANOS = 1e9;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final long postgres;
    private final long redis;
    private final LongSupplier wal;
    private volatile long other;

    /**
     * @param postgres process id of the server
     * @param redis likewise
     * @param wal bytes that the database has ever written ahead
     */
    public UsageMeter(long postgres, long redis, LongSupplier wal) {
        this.postgres = postgres;
        this.redis = redis;
        this.wal = wal;
    }

    /** The server's process. */
    public long postgres() {
        return postgres;
    }

    /** The server's process. */
    public long redis() {
        return redis;
    }

    /** What one more process uses counts too. */
    public void with(ProcessHandle beside) {
        other = beside.pid();
    }

    public void alone() {
        other = 0;
    }

    /** A moment, to measure from. */
    public UsageSnapshot mark() {
        return new UsageSnapshot(System.nanoTime(), cpu(), wal.getAsLong());
    }

    /** What was used since. */
    public PartSample since(UsageSnapshot begin, String part, long items) {
        UsageSnapshot end = mark();
        return new PartSample(
                part,
                items,
                (end.nanos() - begin.nanos()) / NANOS,
                end.cpu().minus(begin.cpu()),
                end.wal() - begin.wal());
    }

    /** Runs work that says how many items it was. */
    public PartSample measure(String part, Callable<Long> work) throws Exception {
        UsageSnapshot begin = mark();
        return since(begin, part, work.call());
    }

    private CpuTime cpu() {
        double compiling = ProcessCpuReader.compilers(ProcessHandle.current().pid());
        return new CpuTime(
                system.getProcessCpuTime() / NANOS - compiling,
                compiling + (other == 0 ? 0 : ProcessCpuReader.compilers(other)),
                ProcessCpuReader.tree(postgres),
                ProcessCpuReader.tree(redis),
                other == 0 ? 0 : ProcessCpuReader.tree(other) - ProcessCpuReader.compilers(other),
                ProcessCpuReader.machine());
    }
}
