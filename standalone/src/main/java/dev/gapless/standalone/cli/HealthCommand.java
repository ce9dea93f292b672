package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless health}. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Shows connections, queues, rates, errors, completeness, and alerts with their remedies; "
                + "or one account.")
final class HealthCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SourceScopeOptions scope = new SourceScopeOptions();

    /** @return 0 while nothing is unhealthy, 1 when something is */
    @Override
    public Integer call() throws IOException, InterruptedException {
        scope.check();
        String answer = running.api(SuiteService.SCHEDULER).get(path());
        JsonNode health = JsonMapper.shared().readTree(answer);
        if (output.format() == OutputFormat.table) {
            System.out.print(scope.hasAccount() ? HealthText.account(health) : HealthText.report(health));
        } else {
            output.print(answer);
        }
        return health.path("state").asString("").equals("UNHEALTHY") ? 1 : 0;
    }

    private String path() {
        if (scope.hasAccount()) {
            return "/v1/accounts/%s/%s/health".formatted(scope.encodedSource(), scope.encodedAccount());
        }
        return "/v1/health-report" + (scope.hasSource() ? "?source=" + scope.encodedSource() : "");
    }
}
