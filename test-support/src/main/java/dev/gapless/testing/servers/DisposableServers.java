package dev.gapless.testing.servers;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Servers whose data goes with them. */
record DisposableServers(PlatformServers servers, Path directory) implements PlatformServers {

    @Override
    public String kafkaBootstrapServers() {
        return servers.kafkaBootstrapServers();
    }

    @Override
    public String jdbcUrl() {
        return servers.jdbcUrl();
    }

    @Override
    public DatabaseLogin login(DatabaseRole role) {
        return servers.login(role);
    }

    @Override
    public String redisUri() {
        return servers.redisUri();
    }

    @Override
    public void close() {
        servers.close();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the servers' data could not be removed", e);
        }
    }
}
