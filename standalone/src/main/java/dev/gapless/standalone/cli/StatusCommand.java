package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what fails or waits at each source: why, until when, and what to do.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SourceScopeOptions scope = new SourceScopeOptions();

    /** @return 0 while nothing fails, 1 when something does */
    @Override
    public Integer call() throws IOException, InterruptedException {
        scope.check();
        String answer = running.api(SuiteService.SCHEDULER).get(path());
        JsonNode status = JsonMapper.shared().readTree(answer);
        if (output.format() == OutputFormat.table) {
            System.out.print(StatusText.of(status));
        } else {
            output.print(answer);
        }
        return status.path("state").asString("").equals("FAILING") ? 1 : 0;
    }

    private String path() {
        if (!scope.hasSource()) {
            return "/v1/status";
        }
        String account = scope.hasAccount() ? "?account=" + scope.encodedAccount() : "";
        return "/v1/sources/%s/status%s".formatted(scope.encodedSource(), account);
    }
}
