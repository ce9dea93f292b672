package dev.gapless.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine. */
final class HostCommands {

    private static final long SECONDS = 60;

    private HostCommands() {}

    /** @throws FaultNotPossibleException when it is not there, or fails */
    static void run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new FaultNotPossibleException("'%s' is not to be had on this machine".formatted(command[0]));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new FaultNotPossibleException(
                    "'%s' failed: %s".formatted(String.join(" ", List.of(command)), said.strip()));
        }
    }
}
