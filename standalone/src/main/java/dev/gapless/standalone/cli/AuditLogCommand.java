package dev.gapless.standalone.cli;

import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.certificate.CertificateVerifier.Verdict;
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
        description = "Shows who changed what, the oldest entries first.",
        subcommands = AuditLogCommand.Verify.class)
final class AuditLogCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--after", description = "only entries after this number (default: ${DEFAULT-VALUE})")
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

        @Option(
                names = "--head",
                paramLabel = "HEAD",
                description = "a head that was printed before, as SEQ:DIGEST, or one that was signed"
                        + " (default: the newest signed one that the scheduler keeps)")
        private String head = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            String noted = head.isEmpty() ? newestSigned() : head;
            if (noted.isEmpty()) {
                System.out.println(
                        "no signed head to compare with: this check does not find a log that was cut off or replaced");
            }
            String known = noted.contains(".") ? verified(noted) : noted;
            String query = known.isEmpty()
                    ? ""
                    : "?seq=%s&digest=%s"
                            .formatted(known.substring(0, known.indexOf(':')), known.substring(known.indexOf(':') + 1));
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

        /** Empty while none was signed. */
        private String newestSigned() throws IOException, InterruptedException {
            JsonNode heads = JsonMapper.shared()
                    .readTree(running.api(SuiteService.SCHEDULER).get("/v1/audit-log/heads"));
            return heads.isEmpty() ? "" : heads.get(0).get("signed").asString();
        }

        /** @return {@code SEQ:DIGEST} of a signed head */
        private String verified(String signed) throws IOException, InterruptedException {
            String keys = running.api(SuiteService.CHECKPOINT).get("/v1/certificate-keys");
            return switch (CertificateVerifier.verify(signed, CertificateVerifier.AUDIT_LOG_HEAD, keys)) {
                case Verdict.Genuine genuine -> {
                    JsonNode noted = JsonMapper.shared().readTree(genuine.content());
                    System.out.printf(
                            "signed head: %d of %s, key %s%n",
                            noted.get("seq").asLong(), noted.get("at").asString(), genuine.keyId());
                    yield "%d:%s"
                            .formatted(
                                    noted.get("seq").asLong(),
                                    noted.get("digest").asString());
                }
                case Verdict.Refused refused -> throw new IOException("the signed head: " + refused.reason());
            };
        }
    }
}
