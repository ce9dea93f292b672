package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code gapless account}. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Follows accounts, lists them, and stops following them.",
        subcommands = {AccountCommand.Add.class, AccountCommand.ListAll.class, AccountCommand.Remove.class})
final class AccountCommand {

    private static final Duration IMPORT_PATIENCE = Duration.ofMinutes(10);
    private static final int PAGE = 10_000;

    private AccountCommand() {}

    /** {@code gapless account add SOURCE ACCOUNT}, or {@code --file FILE}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Follows an account, or changes its credential, streams or start.")
    static final class Add implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Spec
        private @Nullable CommandSpec command;

        @Parameters(index = "0", paramLabel = "SOURCE", arity = "0..1")
        private String source = "";

        @Parameters(index = "1", paramLabel = "ACCOUNT", arity = "0..1")
        private String account = "";

        @Option(
                names = "--file",
                description = "many accounts, a line of JSON each: source, account, and credential, streams, since"
                        + " or \"remove\": true")
        private @Nullable Path file;

        @Option(
                names = "--credential-file",
                description = "file with the account's credential; others could see it on the command line")
        private @Nullable Path credentialFile;

        @Option(names = "--streams", split = ",", description = "streams to follow (default: all of the source)")
        private List<String> streams = List.of();

        @Option(names = "--since", description = "how far back: an instant (2026-01-01T00:00:00Z) or a position")
        private @Nullable String since;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (file != null) {
                return addAll(file);
            }
            if (source.isEmpty() || account.isEmpty()) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(), "Give SOURCE and ACCOUNT, or --file.");
            }
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
            String answer = plan.under(running.api(SuiteService.SCHEDULER))
                    .put(
                            plan.path(path),
                            "application/json",
                            JsonMapper.shared().writeValueAsBytes(body));
            System.out.println(plan.isDryRun() ? answer : "account " + source + "/" + account + " is followed");
            return 0;
        }

        /** @return 1 when a line was refused */
        private int addAll(Path lines) throws IOException, InterruptedException {
            String text = plan.under(running.api(SuiteService.SCHEDULER))
                    .postFile(plan.path("/v1/accounts:import"), "application/x-ndjson", lines, IMPORT_PATIENCE);
            if (plan.isDryRun()) {
                System.out.println(text);
                return 0;
            }
            JsonNode answer = JsonMapper.shared().readTree(text);
            System.out.printf(
                    "%d lines: %d followed, %d changed, %d unchanged, %d removed, %d refused%n",
                    answer.get("lines").asInt(),
                    answer.get("followed").asInt(),
                    answer.get("changed").asInt(),
                    answer.get("unchanged").asInt(),
                    answer.get("removed").asInt(),
                    answer.get("refused").asInt());
            for (JsonNode problem : answer.get("problems")) {
                System.out.printf(
                        "line %d: '%s' (expected: %s). %s%n",
                        problem.get("line").asInt(),
                        problem.get("value").asString(),
                        problem.get("rule").asString(),
                        problem.get("remedy").asString());
            }
            return answer.get("refused").asInt() == 0 ? 0 : 1;
        }
    }

    /** {@code gapless account list SOURCE}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists a source's accounts.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            RestApi scheduler = running.api(SuiteService.SCHEDULER);
            ArrayNode all = JsonMapper.shared().createArrayNode();
            String after = "";
            while (after != null) {
                JsonNode page = JsonMapper.shared()
                        .readTree(scheduler.get("/v1/accounts?source=%s&limit=%d&after=%s"
                                .formatted(
                                        SuiteConnectionOptions.encoded(source),
                                        PAGE,
                                        URLEncoder.encode(after, StandardCharsets.UTF_8))));
                page.forEach(all::add);
                after = page.size() < PAGE
                        ? null
                        : source + "/"
                                + page.get(page.size() - 1).get("account").asString();
            }
            output.print(all.toString());
            return 0;
        }
    }

    /** {@code gapless account remove SOURCE ACCOUNT}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Stops following an account; its captured data stays.")
    static final class Remove implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "ACCOUNT")
        private String account = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            String answer = plan.under(running.api(SuiteService.SCHEDULER))
                    .delete(plan.path("/v1/accounts/%s/%s"
                            .formatted(
                                    SuiteConnectionOptions.encoded(source), SuiteConnectionOptions.encoded(account))));
            System.out.println(
                    plan.isDryRun() ? answer : "account " + source + "/" + account + " is not followed any more");
            return 0;
        }
    }
}
