package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "What fails or waits at each source: why, until when, and what to do.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "SOURCE", arity = "0..1", description = "only this source (default: all)")
    private String source = "";

    @Option(names = "--account", description = "only this account of the source")
    private String account = "";

    /** @return 0 while nothing fails, 1 when something does */
    @Override
    public Integer call() throws IOException, InterruptedException {
        if (source.isEmpty() && !account.isEmpty()) {
            System.err.println("--account: no source is named. Write: ./gapless status SOURCE --account " + account);
            return 2;
        }
        String path = source.isEmpty()
                ? "/v1/status"
                : "/v1/sources/%s/status%s"
                        .formatted(
                                SuiteConnectionOptions.encoded(source),
                                account.isEmpty() ? "" : "?account=" + SuiteConnectionOptions.encoded(account));
        String answer = running.api(SuiteService.SCHEDULER).get(path);
        JsonNode status = JsonMapper.shared().readTree(answer);
        if (output.format() == OutputFormat.table) {
            System.out.print(StatusText.of(status));
        } else {
            output.print(answer);
        }
        return status.path("state").asString("").equals("FAILING") ? 1 : 0;
    }
}
