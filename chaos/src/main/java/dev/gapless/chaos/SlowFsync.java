package dev.gapless.chaos;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every flush of the database to its disk takes two seconds longer, by way of {@code strace}. */
final class SlowFsync implements SuiteFault {

    private static final long MICROS = 2_000_000;
    private static final String CALLS = "fsync,fdatasync";
    private static final int ATTEMPTS = 5;

    private final PostgresProcess postgres;
    private final Path seen;
    private @Nullable Process tracer;
    private long delayed;

    SlowFsync(PostgresProcess postgres, Path directory) {
        this.postgres = postgres;
        this.seen = directory.resolve("flushes.txt");
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        HostCommands.run("strace", "-V");
    }

    /** A database that is slow is where held coverage would run ahead of the ledger first. */
    @Override
    public SamplePlan samples() {
        return SamplePlan.DENSE;
    }

    /** A process of the database may end between the look at them and the tracer's hold, which then ends too. */
    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Process tracing = trace();
            if (!tracing.waitFor(1, TimeUnit.SECONDS)) {
                tracer = tracing;
                return;
            }
        }
        throw new IOException(
                "strace: ended at once %d times (expected: it holds the database's processes)".formatted(ATTEMPTS));
    }

    private Process trace() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                seen.toString(),
                "-e",
                "trace=" + CALLS,
                "-e",
                "inject=%s:delay_enter=%d".formatted(CALLS, MICROS)));
        for (ProcessHandle process : postgres.all()) {
            command.add("-p");
            command.add(Long.toString(process.pid()));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        letGo();
    }

    private void letGo() throws IOException, InterruptedException {
        Process tracing = tracer;
        if (tracing != null) {
            tracer = null;
            // it lets go of the processes it holds before it ends
            tracing.destroy();
            if (!tracing.waitFor(30, TimeUnit.SECONDS)) {
                tracing.destroyForcibly();
            }
            try (Stream<String> lines = Files.lines(seen)) {
                delayed += lines.filter(line -> line.contains("(DELAYED)")).count();
            }
        }
    }

    @Override
    public String injected() {
        return "each flush of the database took %d s longer".formatted(MICROS / 1_000_000);
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(FaultProof.counted("%,d flushes were delayed", delayed));
    }

    @Override
    public void end() throws IOException, InterruptedException {
        letGo();
    }
}
