package dev.gapless.standalone.cli;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.DraftFiles;
import dev.gapless.standalone.connector.RecordedSampleCheck;
import dev.gapless.standalone.connector.RecordedSampleCheck.PlacedStep;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless connector test MANIFEST}. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Compares a manifest with recorded samples beside it. Connects to nothing.",
            "STREAM.page.json is an answer of the listing, frames.jsonl has a message in each line. Prints each refuted declaration as MANIFEST:LINE with its remedy."
        })
final class ConnectorTestCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "MANIFEST", description = "the source's manifest")
    private Path manifest = Path.of("");

    @Option(
            names = "--samples",
            paramLabel = "DIRECTORY",
            description = "recorded samples (default: NAME.samples beside NAME.yaml)")
    private @Nullable Path samples;

    @Option(names = "--account", description = "account that the samples are of (default: ${DEFAULT-VALUE})")
    private String account = "sample";

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /** @return 0 when no declaration was refuted, and something was tested */
    @Override
    public Integer call() throws IOException {
        PrintWriter out = ConnectorCommand.out(spec);
        String text = Files.readString(manifest);
        return switch (ManifestReader.read(text.getBytes(StandardCharsets.UTF_8))) {
            case Reading.Refused(List<Problem> problems) -> {
                PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
                problems.forEach(problem -> err.println(ManifestProblemText.of(manifest.toString(), problem)));
                err.flush();
                yield 1;
            }
            case Reading.Accepted(Connector connector) -> {
                List<PlacedStep> steps = check(connector, text);
                if (output.format() == OutputFormat.table) {
                    steps.forEach(step -> out.println(line(step)));
                } else {
                    output.print(out, JsonMapper.shared().writeValueAsString(steps), List.of());
                }
                out.flush();
                boolean tested = steps.stream().anyMatch(step -> step.step().result() == CheckStep.Result.OK);
                yield tested && steps.stream().noneMatch(step -> step.step().failed()) ? 0 : 1;
            }
        };
    }

    private List<PlacedStep> check(Connector connector, String text) throws IOException {
        Path directory = samples == null ? DraftFiles.samplesOf(manifest) : samples;
        try (SourceAccess access = new SourceAccess(
                connector, account, null, AddressPolicy.PUBLIC_ONLY, SourceAccessOptions.clock(), Thread::sleep)) {
            return new RecordedSampleCheck(access, directory).run(text);
        }
    }

    private String line(PlacedStep placed) {
        CheckStep step = placed.step();
        return placed.line() == null
                ? SourceCheckPrinter.line(step)
                : "%s:%d: %s: %s%s%n  remedy: %s"
                        .formatted(
                                manifest,
                                placed.line(),
                                step.step(),
                                step.stream() == null ? "" : step.stream() + ": ",
                                step.detail(),
                                step.remedy());
    }
}
