package dev.gapless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A directory for the servers' data, gone afterwards but for the log. */
record TempWorkspace(Path directory) implements AutoCloseable {

    static TempWorkspace make() throws IOException {
        Path directory = Files.createTempDirectory("gapless-bench-");
        System.setProperty("gapless.log.file", directory.resolve("bench.log").toString());
        return new TempWorkspace(directory);
    }

    Path directory(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() throws IOException {
        FileSystemUtils.deleteRecursively(directory);
    }
}
