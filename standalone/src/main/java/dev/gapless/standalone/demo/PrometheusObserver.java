package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Starts Prometheus beside a run when its first events are made. Closing it stops Prometheus. */
public final class PrometheusObserver implements DemoOptions.Disturbance, AutoCloseable {

    private final Path program;
    private final PrintStream out;
    private @Nullable PrometheusProcess process;

    /** @param program Prometheus 2.42 or later */
    public PrometheusObserver(Path program, PrintStream out) {
        this.program = program;
        this.out = out;
    }

    @Override
    public void look(GaplessSuite suite, double share) throws IOException {
        if (process == null) {
            process = PrometheusProcess.start(program, suite);
            out.printf("  %-10s %s/alerts%n", "prometheus", process.url());
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
