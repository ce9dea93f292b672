package dev.gapless.standalone.demo;

import dev.gapless.standalone.cli.GaplessCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the fenced blocks of {@code docs/tutorial.md} as written.
 *
 * <ol>
 *   <li>{@code yaml FILE}: written to the file.
 *   <li>{@code sh}: each line is run; {@code ./gapless} by the class behind it, in this process. {@code exit=N} names
 *       another exit code than 0.
 *   <li>{@code text} behind it: lines that the output has, in this order; an ellipsis stands for anything.
 * </ol>
 *
 * A command that only shows something is repeated until it shows what is written. The port, the data directory and the
 * directory of relative paths are the test's.
 */
final class TutorialCommands {

    private static final Path TUTORIAL = Path.of("..", "docs", "tutorial.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+) ?([^\\n]*)\\n(.*?)^```$");
    private static final String PORT = "9190";
    private static final String GAPLESS = "./gapless ";
    private static final String DATA = ".gapless/data";
    private static final List<String> SHOWING = List.of("status ", "coverage ", "gaps ", "items ");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /**
     * One fenced block.
     *
     * @param argument what stands behind the language
     * @param expected the text block that follows; empty where none does
     */
    private record Block(String language, String argument, String body, String expected) {

        boolean staysRunning() {
            return body.startsWith("./gapless up") || body.startsWith("./gapless sandbox --port");
        }
    }

    private final Path directory;
    private final int port;
    private final List<Block> blocks;
    private final List<Thread> running = new ArrayList<>();

    TutorialCommands(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.blocks = read(Files.readString(TUTORIAL));
    }

    private static List<Block> read(String text) {
        List<MatchResult> found = BLOCK.matcher(text).results().toList();
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            boolean answered = i + 1 < found.size() && found.get(i + 1).group(1).equals("text");
            MatchResult block = found.get(i);
            blocks.add(new Block(
                    block.group(1),
                    block.group(2),
                    block.group(3),
                    answered ? found.get(i + 1).group(3) : ""));
        }
        return blocks;
    }

    Path data() {
        return directory.resolve(DATA);
    }

    /** Starts what the tutorial leaves running in terminals of their own. */
    void startServers() throws IOException, InterruptedException {
        for (Block block : blocks) {
            if (block.language().equals("sh") && block.staysRunning()) {
                start(block);
            }
        }
    }

    private void start(Block block) throws IOException, InterruptedException {
        PrintStream former = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            String[] arguments = arguments(block.body().strip());
            running.add(Thread.ofPlatform().start(() -> GaplessCommand.run(arguments)));
            long end = System.nanoTime() + START_TIMEOUT.toNanos();
            while (missing(block.expected(), output.toString(StandardCharsets.UTF_8)) != null) {
                requireTime(end, block.body(), missing(block.expected(), output.toString(StandardCharsets.UTF_8)));
                Thread.sleep(PAUSE);
            }
        } finally {
            System.setOut(former);
        }
    }

    /** Ends what was left running, as Ctrl-C does, the last first. */
    void stopServers() throws InterruptedException {
        for (Thread each : running.reversed()) {
            each.interrupt();
            each.join(TIMEOUT);
        }
    }

    /** @return how many commands were run */
    int run() {
        int commands = 0;
        try {
            for (Block block : blocks) {
                commands += run(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted after %d commands".formatted(commands), e);
        }
        return commands;
    }

    private int run(Block block) throws IOException, InterruptedException {
        if (block.language().equals("yaml")) {
            Files.writeString(directory.resolve(block.argument()), here(block.body()));
        }
        if (!block.language().equals("sh") || block.staysRunning()) {
            return 0;
        }
        List<String> lines = block.body().lines().toList();
        for (String line : lines) {
            command(line, block);
        }
        return lines.size();
    }

    private void command(String line, Block block) throws IOException, InterruptedException {
        int code = block.argument().startsWith("exit=")
                ? Integer.parseInt(block.argument().substring("exit=".length()))
                : 0;
        long end = System.nanoTime() + TIMEOUT.toNanos();
        String wrong = attempt(line, block.expected(), code);
        while (wrong != null) {
            boolean shows = SHOWING.stream().anyMatch(each -> line.startsWith(GAPLESS + each));
            requireTime(shows ? end : 0, line, wrong);
            Thread.sleep(PAUSE);
            wrong = attempt(line, block.expected(), code);
        }
    }

    /** @return what is wrong, or null */
    private @Nullable String attempt(String line, String expected, int code) throws IOException, InterruptedException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(output, true, StandardCharsets.UTF_8);
        int ended;
        try {
            System.setOut(both);
            System.setErr(both);
            ended = line.startsWith(GAPLESS) ? GaplessCommand.run(arguments(line)) : shell(line);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        String text = output.toString(StandardCharsets.UTF_8);
        String missing = missing(expected, text);
        if (missing != null) {
            return "'%s' is missing in:%n%s".formatted(missing, text);
        }
        return ended == code ? null : "exit code %d:%n%s".formatted(ended, text);
    }

    private int shell(String line) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", line)
                .directory(directory.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }

    private String[] arguments(String line) {
        List<String> arguments = new ArrayList<>();
        for (String word : here(line).substring(GAPLESS.length()).split(" ", -1)) {
            boolean file = word.startsWith(".gapless") || Files.isRegularFile(directory.resolve(word));
            arguments.add(file ? directory.resolve(word).toString() : word);
        }
        if (!line.contains("connector ")) {
            arguments.add("--data");
            arguments.add(data().toString());
        }
        return arguments.toArray(String[]::new);
    }

    private String here(String text) {
        return text.replace(PORT, Integer.toString(port));
    }

    /** @return the first expected line that the output does not have behind those before it, or null */
    private @Nullable String missing(String expected, String output) {
        int from = 0;
        for (String line : here(expected).lines().toList()) {
            var matcher = pattern(line).matcher(output);
            if (!matcher.find(from)) {
                return line;
            }
            from = matcher.end();
        }
        return null;
    }

    /** Columns are as wide as their longest value, which differs from run to run. */
    private static Pattern pattern(String line) {
        return Pattern.compile(
                Pattern.quote(line.strip()).replace("…", "\\E[^\\n]*\\Q").replaceAll(" {2,}", "\\\\E {2,}\\\\Q"));
    }

    private static void requireTime(long end, String command, @Nullable String wrong) {
        if (System.nanoTime() > end) {
            throw new AssertionError("docs/tutorial.md, %s: %s".formatted(command.strip(), wrong));
        }
    }
}
