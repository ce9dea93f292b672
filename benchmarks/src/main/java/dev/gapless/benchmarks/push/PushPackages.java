package dev.gapless.benchmarks.push;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The servers of others, installed with npm into a copy of {@code benchmarks/push} when they are not there. */
record PushPackages(Path folder) {

    private static final long PATIENCE_MINUTES = 5;
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", ".npmrc", "peer.mjs", "sizes.mjs");

    /** @param home the project's directory */
    static PushPackages into(Path home) throws IOException, InterruptedException {
        Path folder = home.resolve("benchmarks/target/push").toAbsolutePath();
        Files.createDirectories(folder);
        boolean changed = false;
        for (String file : FILES) {
            Path source = home.resolve("benchmarks/push").resolve(file);
            Path copy = folder.resolve(file);
            if (!Files.exists(copy) || Files.mismatch(source, copy) >= 0) {
                Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
                changed = true;
            }
        }
        if (changed || !Files.isDirectory(folder.resolve("node_modules"))) {
            run(folder, "npm", "ci", "--no-audit", "--no-fund");
        }
        return new PushPackages(folder);
    }

    /** A line for each form and each number of changes. */
    List<String> sizes() throws IOException, InterruptedException {
        return run(folder, "node", "sizes.mjs").lines().toList();
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("%s takes more than %d minutes".formatted(command[0], PATIENCE_MINUTES));
        }
        String output = Files.readString(log, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException("%s: exit code %d: %s".formatted(command[0], process.exitValue(), output));
        }
        return output;
    }
}
