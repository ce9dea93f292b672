package dev.gapless.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory for the servers' data, gone afterwards but for the log. */
record Workplace(Path directory) implements AutoCloseable {

    static Workplace make() throws IOException {
        Path directory = Files.createTempDirectory("gapless-bench-");
        System.setProperty("gapless.log.file", directory.resolve("bench.log").toString());
        return new Workplace(directory);
    }

    Path directory(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path visited, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
