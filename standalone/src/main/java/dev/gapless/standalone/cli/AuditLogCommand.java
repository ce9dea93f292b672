package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless audit-log}. */
@Command(
        name = "audit-log",
        mixinStandardHelpOptions = true,
        description = "Who changed what; the oldest entries first.",
        subcommands = AuditLogCommand.Verify.class)
final class AuditLogCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--after", description = "only entries behind this number (default: ${DEFAULT-VALUE})")
    private long after;

    @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
    private int limit = 100;

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.print(
                running.api(SuiteService.SCHEDULER).get("/v1/audit-log?after=%d&limit=%d".formatted(after, limit)));
        return 0;
    }

    /** {@code gapless audit-log verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Reads the whole log and says whether an entry was changed, removed or cut off."
                    + " Keep the head that it prints elsewhere, and give it the next time.")
    static final class Verify implements Callable<Integer> {

        /** The whole log is read. */
        private static final Duration VERIFY_TIMEOUT = Duration.ofMinutes(30);

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Option(names = "--head", paramLabel = "SEQ:DIGEST", description = "a head that was printed before")
        private String head = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            String query = head.isEmpty()
                    ? ""
                    : "?seq=%s&digest=%s"
                            .formatted(head.substring(0, head.indexOf(':')), head.substring(head.indexOf(':') + 1));
            JsonNode verdict = JsonMapper.shared()
                    .readTree(running.api(SuiteService.SCHEDULER).get("/v1/audit-log:verify" + query, VERIFY_TIMEOUT));
            boolean intact = verdict.get("brokenAt").isNull();
            System.out.printf(
                    "%s: %d entries, head %d:%s%n",
                    intact
                            ? "intact"
                            : "broken at entry %d, %s"
                                    .formatted(
                                            verdict.get("brokenAt").asLong(),
                                            verdict.get("detail").asString()),
                    verdict.get("entries").asLong(),
                    verdict.get("head").get("seq").asLong(),
                    verdict.get("head").get("digest").asString());
            return intact ? 0 : 1;
        }
    }
}
