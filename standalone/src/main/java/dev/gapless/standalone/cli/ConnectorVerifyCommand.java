package dev.gapless.standalone.cli;

import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.ContractCheck;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless connector verify MANIFEST}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Tries to refute what a manifest declares: order, page size, ends of the window, reads of one item, ids by"
                    + " both paths.",
            "The result is written beside the manifest with its date, as MANIFEST.verified.json."
        })
final class ConnectorVerifyCommand implements Callable<Integer> {

    @Mixin
    private SourceAccessOptions source = new SourceAccessOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--wait",
            description = "how long events of the live connection are waited for (default: ${DEFAULT-VALUE})")
    private Duration patience = Duration.ofSeconds(20);

    @Option(names = "--pages", description = "most pages of each listing and try (default: ${DEFAULT-VALUE})")
    private int pages = 3;

    @Spec
    private @Nullable CommandSpec spec;

    /** @return 0 when nothing was refuted */
    @Override
    public Integer call() throws IOException, InterruptedException {
        return new SourceCheckPrinter(source, output, spec).run((access, listener) -> {
            ContractCheck.Bounds bounds =
                    new ContractCheck.Bounds(Math.max(1, pages), patience, pageSizes(source.manifest()));
            List<CheckStep> steps = new ContractCheck(access, bounds, listener).run();
            write(access, steps);
            return steps;
        });
    }

    private void write(SourceAccess access, List<CheckStep> steps) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("verifiedAt", access.now().toString());
        report.put("revision", access.revision());
        report.put("steps", steps);
        Files.writeString(
                Path.of(source.manifest() + ".verified.json"),
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    }

    /** What the parser turns into a parameter like any other. */
    static Map<String, Integer> pageSizes(Path manifest) throws IOException {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(manifest));
        JsonNode streams = JsonMapper.shared().valueToTree(document).path("streams");
        Map<String, Integer> sizes = new HashMap<>();
        streams.propertyStream().forEach(stream -> {
            JsonNode size = stream.getValue().at("/listing/page-size/value");
            if (size.isInt()) {
                sizes.put(stream.getKey(), size.intValue());
            }
        });
        return sizes;
    }
}
