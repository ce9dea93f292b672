package dev.gapless.benchmarks.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Redis takes connections and says nothing, as on a machine that hangs, until this is closed. */
public final class StalledRedis implements AutoCloseable {

    private static final int SECONDS = 5;

    private final long process;

    StalledRedis(long process) throws IOException {
        this.process = process;
        signal("STOP");
    }

    /** Waits even when interrupted: what was held must be let go. */
    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process))
                .inheritIO()
                .start();
        int status = kill.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join().exitValue();
        if (status != 0) {
            throw new IOException("kill -%s of Redis, process %d: %d (expected: 0)".formatted(name, process, status));
        }
    }

    @Override
    public void close() throws IOException {
        signal("CONT");
    }
}
