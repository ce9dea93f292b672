package dev.gapless.standalone.playbook;

import dev.gapless.standalone.playbook.PlaybookStep.StepKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The playbooks that come with this release. */
public final class PlaybookCatalog {

    private static final String FILE = "/playbooks.yaml";

    private PlaybookCatalog() {}

    /** In the order of the file. */
    public static List<IncidentPlaybook> read() {
        try (InputStream file = Objects.requireNonNull(PlaybookCatalog.class.getResourceAsStream(FILE), FILE)) {
            List<IncidentPlaybook> playbooks = new ArrayList<>();
            List<?> entries = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            for (Object entry : entries) {
                playbooks.add(playbook((Map<?, ?>) entry));
            }
            return List.copyOf(playbooks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Optional<IncidentPlaybook> find(String name) {
        return read().stream().filter(playbook -> playbook.name().equals(name)).findFirst();
    }

    private static IncidentPlaybook playbook(Map<?, ?> entry) {
        List<PlaybookStep> steps = new ArrayList<>();
        for (Object step : (List<?>) Objects.requireNonNull(entry.get("steps"), "steps")) {
            steps.add(step((Map<?, ?>) step));
        }
        return new IncidentPlaybook(text(entry, "name"), text(entry, "title"), text(entry, "when"), steps);
    }

    private static PlaybookStep step(Map<?, ?> step) {
        String expect = optional(step, "expect");
        String within = optional(step, "within");
        return new PlaybookStep(
                StepKind.valueOf(text(step, "kind").toUpperCase(Locale.ROOT)),
                text(step, "text"),
                text(step, "command"),
                expect == null ? null : Pattern.compile(expect),
                within == null ? null : Duration.parse("PT" + within));
    }

    private static String text(Map<?, ?> entry, String name) {
        return Objects.requireNonNull(optional(entry, name), name);
    }

    private static @Nullable String optional(Map<?, ?> entry, String name) {
        Object value = entry.get(name);
        return value == null ? null : value.toString();
    }
}
