package dev.gapless.standalone.connector;

import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The draft of a manifest, made from examples in files, and the examples as samples beside it.
 *
 * @param manifest its text
 * @param stream the only stream's name
 * @param listed the example of a page
 * @param frame the example of a message; null when there is none
 */
public record DraftFiles(
        String manifest,
        String stream,
        String listed,
        @Nullable String frame) {

    /**
     * What the examples are of.
     *
     * @param source null to take the host's name
     * @param account empty where addresses do not hold one
     */
    public record ExampleOrigin(@Nullable String source, String stream, String account) {}

    /**
     * @param request text of the example call
     * @param frame text of the example message; null when the source has no live connection
     * @throws IllegalArgumentException when nothing can be drafted; the message says why
     */
    public static DraftFiles of(ExampleOrigin origin, String request, @Nullable String frame) {
        ExampleCall listed = ExampleCall.parse(request);
        ExampleCall live = frame == null ? null : ExampleCall.parse(frame);
        String source = origin.source() == null ? hostName(listed) : origin.source();
        String manifest = new ManifestDraft(source, origin.stream(), origin.account(), listed, live).write();
        if (ManifestReader.read(manifest.getBytes(StandardCharsets.UTF_8))
                instanceof Reading.Refused(List<Problem> problems)) {
            Problem first = problems.getFirst();
            throw new IllegalArgumentException(
                    "the examples make no manifest: %s: %s; %s".formatted(first.path(), first.rule(), first.remedy()));
        }
        return new DraftFiles(
                manifest,
                origin.stream(),
                listed.body().toPrettyString(),
                live == null ? null : live.body().toString());
    }

    private static String hostName(ExampleCall listed) {
        String host = listed.address() == null || listed.address().getHost() == null
                ? ""
                : listed.address().getHost().toLowerCase(Locale.ROOT);
        String[] labels = host.replaceAll("[^a-z0-9.-]", "").split("\\.", -1);
        boolean number = host.matches("[0-9.]*");
        return number || labels.length == 0 ? "source" : labels[Math.max(0, labels.length - 2)];
    }

    /** Where the samples of a manifest are. */
    public static Path samplesOf(Path manifest) {
        String name = String.valueOf(manifest.getFileName()).replaceFirst("\\.ya?ml$", "");
        return manifest.resolveSibling(name + ".samples");
    }

    /** Writes the manifest and its samples. Files that are there are not overwritten, which is an error. */
    public void write(Path file) throws IOException {
        Files.writeString(file, manifest, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Path samples = Files.createDirectories(samplesOf(file));
        Files.writeString(
                samples.resolve(stream + ".page.json"),
                listed + "\n",
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        if (frame != null) {
            Files.writeString(
                    samples.resolve("frames.jsonl"),
                    frame + "\n",
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        }
    }
}
