package dev.gapless.standalone.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;

/**
 * The directory {@code /application} of each image: the jar unpacked, with the cache of classes that the image's build
 * makes of it. They are kept in {@code target/images} of the project, until the jar or the script that makes the cache
 * is another one.
 */
final class ServiceImages {

    private static final String CACHE = "application.aot";

    private final Path project;
    private final ContainerFiles files;
    private final Path logs;

    /**
     * @param project the root of the sources, with the jars built
     * @param logs where the output of unpacking goes
     */
    ServiceImages(Path project, ContainerFiles files, Path logs) {
        this.project = project;
        this.files = files;
        this.logs = logs;
    }

    /**
     * Makes the directory of a service, unless it is there.
     *
     * @throws IOException when the jar cannot be unpacked or its cache cannot be made
     */
    Path of(String service) throws IOException, InterruptedException {
        Path jar = files.jar(service);
        Path all = Files.createDirectories(project.resolve("target").resolve("images"));
        Path image = all.resolve(service + "-" + digest(jar));
        if (!Files.exists(image.resolve(CACHE))) {
            try (var former = Files.newDirectoryStream(all, service + "-*")) {
                for (Path old : former) {
                    FileSystemUtils.deleteRecursively(old);
                }
            }
            unpack(service, jar, image);
            train(service, image);
        }
        return image;
    }

    /** Of the content: a reproducible build gives each jar the same time. */
    private String digest(Path jar) throws IOException {
        try (InputStream in = new SequenceInputStream(Files.newInputStream(jar), Files.newInputStream(script()))) {
            return DigestUtils.md5DigestAsHex(in);
        }
    }

    private Path script() {
        return project.resolve("docker").resolve("train.sh");
    }

    private void unpack(String service, Path jar, Path image) throws IOException, InterruptedException {
        run(
                new ProcessBuilder(
                        java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        image.toString()),
                "unpack-" + service);
        try (var jars = Files.newDirectoryStream(image, "*.jar")) {
            for (Path unpacked : jars) {
                Files.move(unpacked, image.resolve("application.jar"));
            }
        }
    }

    /** By the image's own script, and by the virtual machine that will use what it makes. */
    private void train(String service, Path image) throws IOException, InterruptedException {
        ProcessBuilder training = new ProcessBuilder("sh", script().toString(), image.toString());
        Map<String, String> environment = training.environment();
        environment.put("PATH", java().getParent() + File.pathSeparator + environment.get("PATH"));
        run(training, "train-" + service);
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private void run(ProcessBuilder process, String name) throws IOException, InterruptedException {
        Path log = logs.resolve(name + ".log");
        int code = process.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("%s ended with %d; see %s".formatted(name, code, log));
        }
    }
}
