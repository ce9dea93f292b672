package dev.gapless.standalone.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The option {@code -o} of every command that prints an answer. */
final class OutputOptions {

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES} (default: table on a terminal, otherwise json)")
    private @Nullable OutputFormat format;

    /** The format that is asked for, or the one that suits where the output goes. */
    OutputFormat format() {
        if (format != null) {
            return format;
        }
        return DemoCommand.onTerminal() ? OutputFormat.table : OutputFormat.json;
    }

    /**
     * Prints an answer.
     *
     * @param answer a JSON document; anything else is printed as it is
     * @param columns members that a table shows, in this order; none for all
     */
    void print(String answer, String... columns) {
        print(new PrintWriter(System.out, false, System.out.charset()), answer, List.of(columns));
    }

    void print(PrintWriter out, String answer, List<String> columns) {
        if (answer.isBlank()) {
            return;
        }
        JsonNode document;
        try {
            document = JsonMapper.shared().readTree(answer);
        } catch (JacksonException e) {
            out.println(answer);
            out.flush();
            return;
        }
        switch (format()) {
            case json -> out.println(answer);
            case ndjson -> lines(out, document);
            case yaml -> out.print(yaml(document));
            case table -> out.print(TableText.of(document, columns));
        }
        out.flush();
    }

    private static void lines(PrintWriter out, JsonNode document) {
        Iterator<JsonNode> elements =
                document.isArray() ? document.iterator() : List.of(document).iterator();
        elements.forEachRemaining(out::println);
    }

    private static String yaml(JsonNode document) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(JsonMapper.shared().convertValue(document, Object.class));
    }
}
