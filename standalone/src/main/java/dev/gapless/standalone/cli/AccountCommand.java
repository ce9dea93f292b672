package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.Service;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless account}. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Accounts that are followed.",
        subcommands = {AccountCommand.Add.class, AccountCommand.ListAll.class})
final class AccountCommand {

    private AccountCommand() {}

    /** {@code gapless account add SOURCE ACCOUNT}. */
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Follows an account, or changes how.")
    static final class Add implements Callable<Integer> {

        @Mixin
        private Running running = new Running();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "ACCOUNT")
        private String account = "";

        @Option(
                names = "--credential-file",
                description =
                        "file with the account's credential; it is never taken from the command line, which others can see")
        private @Nullable Path credentialFile;

        @Option(names = "--streams", split = ",", description = "streams to follow (default: all of the source)")
        private List<String> streams = List.of();

        @Option(names = "--since", description = "how far back: an instant (2026-01-01T00:00:00Z) or a position")
        private @Nullable String since;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Map<String, Object> body = new LinkedHashMap<>();
            if (credentialFile != null) {
                body.put("credential", Files.readString(credentialFile).strip());
            }
            if (!streams.isEmpty()) {
                body.put("streams", streams);
            }
            if (since != null) {
                body.put("since", since);
            }
            String path = "/v1/accounts/" + source + "/" + URLEncoder.encode(account, StandardCharsets.UTF_8);
            running.api(Service.SCHEDULER)
                    .put(path, "application/json", JsonMapper.shared().writeValueAsBytes(body));
            System.out.println("account " + source + "/" + account + " is followed");
            return 0;
        }
    }

    /** {@code gapless account list SOURCE}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists a source's accounts, as JSON.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private Running running = new Running();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            System.out.println(running.api(Service.SCHEDULER).get("/v1/accounts?source=" + source));
            return 0;
        }
    }
}
