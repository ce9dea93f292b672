package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts Prometheus beside a run when its first events are made. Closing it stops Prometheus. */
public final class PrometheusObserver implements DemoOptions.Disturbance, AutoCloseable {

    private final Path program;
    private final Consumer<String> told;
    private @Nullable PrometheusProcess process;

    /**
     * @param program Prometheus 2.42 or later
     * @param told its address, as a line
     */
    public PrometheusObserver(Path program, Consumer<String> told) {
        this.program = program;
        this.told = told;
    }

    @Override
    public void look(GaplessSuite suite, double share) throws IOException {
        if (process == null) {
            process = PrometheusProcess.start(program, suite);
            told.accept("  %-10s %s/alerts".formatted("prometheus", process.url()));
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
