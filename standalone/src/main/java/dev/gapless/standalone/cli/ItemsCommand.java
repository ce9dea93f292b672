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
@Command(name = "items", mixinStandardHelpOptions = true, description = "A stream's items as the ledger holds them.")
final class ItemsCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    /** How the items are written. */
    enum Output {
        ndjson
    }

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Parameters(paramLabel = "STREAM", description = "source/account/stream")
    private String stream = "";

    @Option(names = "-o", description = "output form: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Output output = Output.ndjson;

    @Option(names = "--deleted", description = "with tombstones")
    private boolean deleted;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RestApi api = running.api(SuiteService.CHECKPOINT);
        String after = "";
        List<String> page = page(api, after);
        while (!page.isEmpty()) {
            page.forEach(System.out::println);
            after = JsonMapper.shared().readTree(page.getLast()).get("id").asString();
            page = page.size() < PAGE ? List.of() : page(api, after);
        }
        return output == Output.ndjson ? 0 : 2;
    }

    private List<String> page(RestApi api, String after) throws IOException, InterruptedException {
        String path = "/v1/items/%s?limit=%d&deleted=%s".formatted(stream, PAGE, deleted ? "include" : "exclude")
                + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        try (Stream<String> lines = api.lines(path)) {
            return lines.filter(line -> !line.isBlank()).toList();
        }
    }
}
