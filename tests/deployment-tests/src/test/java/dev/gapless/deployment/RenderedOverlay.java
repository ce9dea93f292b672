package dev.gapless.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.deployment.ProjectFiles.Document;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** An overlay as {@code kubectl kustomize} makes it, which needs no cluster. */
final class RenderedOverlay {

    static final List<String> ALL = List.of("dev", "production");

    private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

    private RenderedOverlay() {}

    static Optional<Path> kubectl() {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Documents that are in no other overlay; rendered once. */
    static List<Document> of(Path kubectl, String overlay) throws IOException, InterruptedException {
        String known = RENDERED.get(overlay);
        String rendered = known == null ? render(kubectl, overlay) : known;
        RENDERED.put(overlay, rendered);
        return ProjectFiles.parse("rendered " + overlay, rendered);
    }

    private static String render(Path kubectl, String overlay) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kustomize", ".log");
        Process rendering = new ProcessBuilder(
                        kubectl.toString(),
                        "kustomize",
                        ProjectFiles.MANIFESTS
                                .resolve("overlays")
                                .resolve(overlay)
                                .toString())
                .redirectError(errors.toFile())
                .start();
        String rendered = new String(rendering.getInputStream().readAllBytes(), UTF_8);
        if (rendering.waitFor() != 0) {
            throw new IOException(Files.readString(errors));
        }
        Files.delete(errors);
        return rendered;
    }
}
