package dev.gapless.benchmarks.peer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the peer consists of, fetched with Maven into {@code target/peer} when it is not there. */
record PeerArtifacts(Path connect, Path plugins, String version) {

    private static final long PATIENCE_MINUTES = 10;

    /** @param home the project's directory */
    static PeerArtifacts into(Path home) throws IOException, InterruptedException {
        Path target = home.resolve("benchmarks/target/peer").toAbsolutePath();
        Path connect = target.resolve("connect");
        Path plugins = target.resolve("plugins");
        fetch(home.resolve("benchmarks/peer/connect"), connect);
        fetch(home.resolve("benchmarks/peer/debezium"), plugins.resolve("debezium"));
        return new PeerArtifacts(connect, plugins, version(plugins.resolve("debezium")));
    }

    private static void fetch(Path from, Path into) throws IOException, InterruptedException {
        if (Files.isDirectory(into)) {
            return;
        }
        Path partial = into.resolveSibling(into.getFileName() + ".partial");
        Files.createDirectories(partial);
        File log = into.resolveSibling(into.getFileName() + ".log").toFile();
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-q",
                        "-f",
                        from.resolve("pom.xml").toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies",
                        "-DincludeScope=runtime",
                        "-DoutputDirectory=" + partial)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (!maven.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            maven.destroy();
            throw new IOException(
                    "the peer could not be fetched in %d minutes; see %s".formatted(PATIENCE_MINUTES, log));
        }
        if (maven.exitValue() != 0) {
            throw new IOException("the peer could not be fetched; see " + log);
        }
        Files.move(partial, into);
    }

    private static String version(Path plugin) throws IOException {
        try (Stream<Path> jars = Files.list(plugin)) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> jar.startsWith("debezium-connector-jdbc-"))
                    .map(jar -> jar.substring("debezium-connector-jdbc-".length(), jar.length() - ".jar".length()))
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
