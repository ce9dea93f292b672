package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless dead-letters}. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Shows records that could not be processed, with their cause; puts them back, or discards them.",
        subcommands = {
            DeadLettersCommand.ListCommand.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.Redrive.class,
            DeadLettersCommand.Discard.class
        })
final class DeadLettersCommand implements Callable<Integer> {

    private static final String PATH = "/v1/dead-letters";

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.print(running.api(SuiteService.CHECKPOINT).get(PATH + ":summary"));
        return 0;
    }

    private static byte[] json(Map<String, ?> body) {
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    /** {@code gapless dead-letters list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists letters.")
    static final class ListCommand implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private DeadLetterFilterOptions choice = new DeadLetterFilterOptions();

        @Option(names = "--state", description = "NEW, REDRIVEN or DISCARDED (default: all)")
        private @Nullable String state;

        @Option(names = "--after", description = "continue after the letter with this id")
        private long after = -1;

        @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
        private int limit = 100;

        @Override
        public Integer call() throws IOException, InterruptedException {
            output.print(running.api(SuiteService.CHECKPOINT)
                    .get("%s?limit=%d&after=%d%s%s"
                            .formatted(
                                    PATH, limit, after, state == null ? "" : "&state=" + state, choice.parameters())));
            return 0;
        }
    }

    /** {@code gapless dead-letters show ID}. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one letter and its headers.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(paramLabel = "ID", description = "the letter's id")
        private long id;

        @Option(names = "--bytes", description = "print the bytes of the refused record instead")
        private boolean bytes;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (bytes) {
                System.out.write(running.api(SuiteService.CHECKPOINT).bytes(PATH + "/" + id));
                System.out.flush();
            } else {
                output.print(running.api(SuiteService.CHECKPOINT).get(PATH + "/" + id));
            }
            return 0;
        }
    }

    /** {@code gapless dead-letters redrive}. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Puts letters back on the topics that they came from: one by its id, or all new ones that "
                    + "match the filter.")
    static final class Redrive implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private DeadLetterTarget meant = new DeadLetterTarget();

        @Option(names = "--all", description = "all new letters")
        private boolean all;

        @Option(names = "--wait", description = "with a filter: wait until all are put back")
        private boolean wait;

        @Override
        public Integer call() throws IOException, InterruptedException {
            String mistake = meant.mistake(all);
            if (mistake != null) {
                return refuse(mistake);
            }
            if (meant.id() != null || meant.isDryRun()) {
                return send(running, output, "redrive", meant, Map.of());
            }
            RestApi checkpoint = running.api(SuiteService.CHECKPOINT);
            String answer = checkpoint.post(PATH + ":redrive", "application/json", json(meant.request()));
            return new OperationClient(checkpoint, output).started(answer, wait);
        }
    }

    /** {@code gapless dead-letters discard}. */
    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description = "Marks letters as not needed: one by its id, or all new ones that match the filter.")
    static final class Discard implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private DeadLetterTarget meant = new DeadLetterTarget();

        @Option(names = "--reason", required = true, description = "why they are not needed")
        private String reason = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            String mistake = meant.mistake(false);
            return mistake == null
                    ? send(running, output, "discard", meant, Map.of("reason", reason))
                    : refuse(mistake);
        }
    }

    private static int send(
            SuiteConnectionOptions running,
            OutputOptions output,
            String act,
            DeadLetterTarget meant,
            Map<String, Object> more)
            throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(more);
        String path = PATH + ":" + act;
        if (meant.id() == null) {
            body.putAll(meant.request());
        } else {
            path = "%s/%d:%s".formatted(PATH, meant.id(), act);
        }
        output.print(running.api(SuiteService.CHECKPOINT)
                .post(path, "application/json", body.isEmpty() ? new byte[0] : json(body)));
        return 0;
    }

    private static int refuse(String mistake) {
        System.err.println(mistake);
        return 2;
    }
}
