package dev.gapless.standalone.cli;

import dev.gapless.common.text.NameSuggestion;
import dev.gapless.standalone.playbook.IncidentPlaybook;
import dev.gapless.standalone.playbook.PlaybookCatalog;
import dev.gapless.standalone.playbook.PlaybookRun;
import dev.gapless.standalone.playbook.PlaybookRun.Answer;
import dev.gapless.standalone.playbook.PlaybookRun.CommandOutcome;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless playbook}. */
@Command(
        name = "playbook",
        mixinStandardHelpOptions = true,
        description = "Walks through an incident: checks, acts, and proves that it is over. Without a name it "
                + "lists the playbooks.")
final class PlaybookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "a playbook, as the list names it")
    private @Nullable String name;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "a value that a command needs, such as source=forum; the playbook asks for missing ones")
    private Map<String, String> given = new TreeMap<>();

    @Option(names = "--yes", description = "run every step without asking")
    private boolean yes;

    @Option(names = "--data", description = "data directory of the running suite, for all commands")
    private @Nullable Path data;

    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (name == null) {
            PlaybookCatalog.read().forEach(each -> System.out.printf("%-20s %s%n", each.name(), each.title()));
            return 0;
        }
        Optional<IncidentPlaybook> playbook = PlaybookCatalog.find(name);
        if (playbook.isEmpty()) {
            List<String> names =
                    PlaybookCatalog.read().stream().map(IncidentPlaybook::name).toList();
            System.err.printf(
                    "unknown playbook: %s (expected: one of %s).%s%n",
                    name, String.join(", ", names), NameSuggestion.question(name, names));
            return 2;
        }
        Optional<Map<String, String>> values = values(playbook.get());
        if (values.isEmpty()) {
            return 2;
        }
        var run = new PlaybookRun(this::run, this::answer, Thread::sleep, System.out);
        return switch (run.run(playbook.get(), values.get())) {
            case PROVEN -> said(System.out, 0, "it is over: every proof was given");
            case NOT_PROVEN ->
                said(System.err, 1, "not proven. Repair the causes that the output above names, and begin again");
            case FAILED -> said(System.err, 1, "a step failed, so nothing after it was done");
            case ENDED -> said(System.err, 1, "ended before the proof");
        };
    }

    private static int said(PrintStream out, int code, String words) {
        out.println(words);
        return code;
    }

    /** Empty when a value is missing and no person can be asked. */
    private Optional<Map<String, String>> values(IncidentPlaybook playbook) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (String parameter : playbook.parameters()) {
            String value = given.get(parameter);
            if (value == null && !yes) {
                System.out.printf("%s: ", parameter);
                System.out.flush();
                value = input.readLine();
            }
            if (value == null || value.isBlank()) {
                System.err.printf("%s: no value (expected: --set %s=VALUE)%n", parameter, parameter);
                return Optional.empty();
            }
            values.put(parameter, value);
        }
        return Optional.of(values);
    }

    private Answer answer() {
        if (yes) {
            return Answer.RUN;
        }
        System.out.print("Enter runs it, s skips it, q ends: ");
        System.out.flush();
        try {
            String line = input.readLine();
            if (line == null) {
                return Answer.QUIT;
            }
            return switch (line.strip().toLowerCase(Locale.ROOT)) {
                case "" -> Answer.RUN;
                case "s" -> Answer.SKIP;
                default -> Answer.QUIT;
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if it were typed, with its output kept. */
    private CommandOutcome run(List<String> words) {
        List<String> all = new ArrayList<>(words);
        if (data != null) {
            all.add("--data=" + data);
        }
        PrintStream terminal = System.out;
        var bytes = new ByteArrayOutputStream();
        int code;
        try (PrintStream kept = new PrintStream(bytes, true, terminal.charset())) {
            System.setOut(kept);
            code = GaplessCommand.commandLine().execute(all.toArray(String[]::new));
        } finally {
            System.setOut(terminal);
        }
        return new CommandOutcome(code, bytes.toString(terminal.charset()));
    }
}
