package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code gapless token}. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description =
                "Makes, lists and revokes tokens for people and programs, each with a name, a role and an " + "expiry.",
        subcommands = {TokenCommand.Create.class, TokenCommand.Show.class, TokenCommand.Revoke.class})
final class TokenCommand {

    /** {@code gapless token create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a token and shows it. It cannot be shown again.")
    static final class Create implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(paramLabel = "NAME", description = "name of the user; a name is never used twice")
        private String name = "";

        @Option(names = "--role", required = true, description = "viewer, operator or admin")
        private String role = "";

        @Option(names = "--days", description = "until it expires (default: ${DEFAULT-VALUE})")
        private int days = 90;

        @Option(names = "--tenant", description = "tenant of the token (default: the whole installation)")
        private @Nullable String tenant;

        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode wanted = JsonMapper.shared()
                    .createObjectNode()
                    .put("name", name)
                    .put("role", role)
                    .put("days", days);
            if (tenant != null) {
                wanted.put("tenant", tenant);
            }
            byte[] request = JsonMapper.shared().writeValueAsBytes(wanted);
            output.print(running.api(SuiteService.SCHEDULER).post("/v1/tokens", "application/json", request));
            return 0;
        }
    }

    /** {@code gapless token list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all tokens, without their secrets.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            output.print(running.api(SuiteService.SCHEDULER).get("/v1/tokens"));
            return 0;
        }
    }

    /** {@code gapless token revoke}. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Refuses a token: the scheduler at once, the other services within ten seconds.")
    static final class Revoke implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(paramLabel = "NAME", description = "as gapless token list shows it")
        private String name = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            output.print(plan.under(running.api(SuiteService.SCHEDULER))
                    .delete(plan.path("/v1/tokens/" + SuiteConnectionOptions.encoded(name))));
            return 0;
        }
    }
}
