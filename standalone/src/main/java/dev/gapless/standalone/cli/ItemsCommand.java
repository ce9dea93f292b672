package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless items}. */
@Command(
        name = "items",
        mixinStandardHelpOptions = true,
        description = "Prints a stream's items as the ledger holds them.")
final class ItemsCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "STREAM", description = "source/account/stream")
    private String stream = "";

    @Option(names = "--deleted", description = "include tombstones")
    private boolean deleted;

    @Override
    public Integer call() throws IOException, InterruptedException {
        running.requireKnown(stream);
        RestApi api = running.api(SuiteService.CHECKPOINT);
        boolean lines = output.format() != OutputFormat.table && output.format() != OutputFormat.yaml;
        String after = "";
        List<String> page = page(api, after);
        while (!page.isEmpty()) {
            if (lines) {
                page.forEach(System.out::println);
            } else {
                output.print("[" + String.join(",", page) + "]");
            }
            after = JsonMapper.shared().readTree(page.getLast()).get("id").asString();
            page = page.size() < PAGE ? List.of() : page(api, after);
        }
        return 0;
    }

    private List<String> page(RestApi api, String after) throws IOException, InterruptedException {
        String path = "/v1/items/%s?limit=%d&deleted=%s"
                        .formatted(SuiteConnectionOptions.encodedStream(stream), PAGE, deleted ? "include" : "exclude")
                + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        try (Stream<String> lines = api.lines(path)) {
            return lines.filter(line -> !line.isBlank()).toList();
        }
    }
}
