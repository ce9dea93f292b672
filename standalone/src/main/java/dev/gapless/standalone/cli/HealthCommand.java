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

/** {@code gapless health}. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Connections, queues, rates, errors, completeness, and alerts with what to do; or one account.")
final class HealthCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "SOURCE", arity = "0..1", description = "only this source (default: all)")
    private String source = "";

    @Option(names = "--account", description = "this account of the source alone")
    private String account = "";

    /** @return 0 while nothing is unhealthy, 1 when something is */
    @Override
    public Integer call() throws IOException, InterruptedException {
        if (source.isEmpty() && !account.isEmpty()) {
            System.err.println("--account: no source is named. Write: ./gapless health SOURCE --account " + account);
            return 2;
        }
        String answer = running.api(SuiteService.SCHEDULER).get(path());
        JsonNode health = JsonMapper.shared().readTree(answer);
        if (output.format() == OutputFormat.table) {
            System.out.print(account.isEmpty() ? HealthText.report(health) : HealthText.account(health));
        } else {
            output.print(answer);
        }
        return health.path("state").asString("").equals("UNHEALTHY") ? 1 : 0;
    }

    private String path() {
        String named = SuiteConnectionOptions.encoded(source);
        if (account.isEmpty()) {
            return "/v1/health-report" + (source.isEmpty() ? "" : "?source=" + named);
        }
        return "/v1/accounts/%s/%s/health".formatted(named, SuiteConnectionOptions.encoded(account));
    }
}
