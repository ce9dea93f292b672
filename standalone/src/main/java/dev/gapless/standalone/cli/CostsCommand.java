package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless costs}. */
@Command(
        name = "costs",
        mixinStandardHelpOptions = true,
        description = "Shows what mining cost by day, account and kind of work, and the total.")
final class CostsCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--source", description = "only this source")
    private String source = "";

    @Option(names = "--account", description = "with --source: only this account")
    private String account = "";

    @Option(names = "--from", description = "first day, as 2026-01-31 (default: seven days with the last)")
    private String from = "";

    @Option(names = "--to", description = "last day (default: today)")
    private String to = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!source.isEmpty()) {
            running.requireKnown(account.isEmpty() ? source : source + "/" + account);
        }
        StringBuilder path = new StringBuilder("/v1/costs?limit=10000");
        add(path, "source", source);
        add(path, "account", account);
        add(path, "from", from);
        add(path, "to", to);
        String answer = running.api(SuiteService.SCHEDULER).get(path.toString());
        if (output.format() != OutputFormat.table) {
            output.print(answer);
            return 0;
        }
        JsonNode report = JsonMapper.shared().readTree(answer);
        output.print(report.path("rows").toString());
        System.out.printf(
                "total %.4f %s; budgets a day: %.2f, an account %.2f%n",
                report.path("total").asDouble(),
                report.path("currency").asString(),
                report.path("budget").asDouble(),
                report.path("accountBudget").asDouble());
        return 0;
    }

    private static void add(StringBuilder path, String name, String value) {
        if (!value.isEmpty()) {
            path.append('&').append(name).append('=').append(SuiteConnectionOptions.encoded(value));
        }
    }
}
