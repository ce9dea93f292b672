package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.Service;
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
        description = "What could not be processed: with its cause, and back to where it came from.",
        subcommands = {
            DeadLettersCommand.ListThem.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.Redrive.class,
            DeadLettersCommand.Discard.class
        })
final class DeadLettersCommand implements Callable<Integer> {

    private static final String PATH = "/v1/dead-letters";

    @Mixin
    private Running running = new Running();

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.println(running.api(Service.CHECKPOINT).get(PATH + ":summary"));
        return 0;
    }

    private static byte[] json(Map<String, ?> body) {
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    /** {@code gapless dead-letters list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists letters, as JSON.")
    static final class ListThem implements Callable<Integer> {

        @Mixin
        private Running running = new Running();

        @Mixin
        private LetterChoice choice = new LetterChoice();

        @Option(names = "--state", description = "NEW, REDRIVEN or DISCARDED (default: all)")
        private @Nullable String state;

        @Option(names = "--after", description = "go on behind this letter")
        private long after = -1;

        @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
        private int limit = 100;

        @Override
        public Integer call() throws IOException, InterruptedException {
            System.out.println(running.api(Service.CHECKPOINT)
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
        private Running running = new Running();

        @Parameters(paramLabel = "ID", description = "the letter's id")
        private long id;

        @Option(names = "--bytes", description = "what it holds instead, byte for byte")
        private boolean bytes;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (bytes) {
                System.out.write(running.api(Service.CHECKPOINT).bytes(PATH + "/" + id));
                System.out.flush();
            } else {
                System.out.println(running.api(Service.CHECKPOINT).get(PATH + "/" + id));
            }
            return 0;
        }
    }

    /** {@code gapless dead-letters redrive}. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Puts letters back where they came from: one by its id, or all new ones of a choice.")
    static final class Redrive implements Callable<Integer> {

        @Mixin
        private Running running = new Running();

        @Mixin
        private LetterChoice choice = new LetterChoice();

        @Parameters(arity = "0..1", paramLabel = "ID", description = "the letter's id")
        private @Nullable Long id;

        @Option(names = "--all", description = "all new letters, whatever they are")
        private boolean all;

        @Option(names = "--dry-run", description = "only say how many it would be")
        private boolean dryRun;

        @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
        private int limit = 1_000;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (id != null) {
                System.out.println(running.api(Service.CHECKPOINT)
                        .post("%s/%d:redrive".formatted(PATH, id), "application/json", new byte[0]));
                return 0;
            }
            if (choice.empty() && !all) {
                System.err.println("nothing chosen (expected: an ID, a choice such as --rule, or --all)");
                return 2;
            }
            System.out.println(running.api(Service.CHECKPOINT)
                    .post(
                            PATH + ":redrive",
                            "application/json",
                            json(Map.of("filter", choice.filter(), "dryRun", dryRun, "limit", limit))));
            return 0;
        }
    }

    /** {@code gapless dead-letters discard}. */
    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description = "Says that letters are not needed, and why: one by its id, or all new ones of a choice.")
    static final class Discard implements Callable<Integer> {

        @Mixin
        private Running running = new Running();

        @Mixin
        private LetterChoice choice = new LetterChoice();

        @Parameters(arity = "0..1", paramLabel = "ID", description = "the letter's id")
        private @Nullable Long id;

        @Option(names = "--reason", required = true, description = "why they are not needed")
        private String reason = "";

        @Option(names = "--dry-run", description = "only say how many it would be")
        private boolean dryRun;

        @Option(names = "--limit", description = "at most so many (default: ${DEFAULT-VALUE})")
        private int limit = 1_000;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (id == null && choice.empty()) {
                System.err.println("nothing chosen (expected: an ID, or a choice such as --rule)");
                return 2;
            }
            Map<String, Object> body = new LinkedHashMap<>(Map.of("reason", reason));
            String path = PATH + ":discard";
            if (id == null) {
                body.putAll(Map.of("filter", choice.filter(), "dryRun", dryRun, "limit", limit));
            } else {
                path = "%s/%d:discard".formatted(PATH, id);
            }
            System.out.println(running.api(Service.CHECKPOINT).post(path, "application/json", json(body)));
            return 0;
        }
    }
}
