package dev.gapless.standalone.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what there is in place of the words in capital letters that a person replaces in a runbook's command. */
final class RunbookWords {

    private static final Pattern WORD = Pattern.compile("\\b[A-Z]{2,}\\b");

    /** States are written in capital letters as well. */
    private static final Set<String> STATES = Set.of("OPEN", "STUCK", "NEW", "UNFILLABLE", "FILLED");

    private static final String ACCOUNT = "acc-0001";
    private static final String STREAM = "posts";
    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final RehearsalStage stage;

    RunbookWords(RehearsalStage stage) {
        this.stage = stage;
    }

    /** @return the command; empty when nothing stands for a word of it */
    Optional<String> complete(String command) throws IOException {
        StringBuilder complete = new StringBuilder();
        Matcher words = WORD.matcher(command);
        while (words.find()) {
            Optional<String> text = text(words.group(), command);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            words.appendReplacement(complete, Matcher.quoteReplacement(text.get()));
        }
        return Optional.of(words.appendTail(complete).toString());
    }

    private Optional<String> text(String word, String command) throws IOException {
        return switch (word) {
            case "SOURCE" -> Optional.of(FollowedSandbox.SOURCE);
            case "ACCOUNT" -> Optional.of(ACCOUNT);
            case "STREAM" -> Optional.of(STREAM);
            case "WHY" -> Optional.of("rehearsed");
            case "FROM" -> Optional.of(stage.clock().instant().minus(PERIOD).toString());
            case "TO" -> Optional.of(stage.clock().instant().toString());
            case "RULE" -> stage.text("select rule from checkpoint.dead_letter order by id desc limit 1");
            case "ID" -> stage.text(id(command));
            case "FILE" -> file(command);
            default -> STATES.contains(word) ? Optional.of(word) : Optional.empty();
        };
    }

    /** Of what the command is about. */
    private static String id(String command) {
        if (command.startsWith("dead-letters")) {
            return "select id from checkpoint.dead_letter order by id desc limit 1";
        }
        return command.startsWith("gaps")
                ? "select id from scheduler.gap where state in ('STUCK', 'UNFILLABLE') order by updated_at desc limit 1"
                : "select item_id from checkpoint.item where account = '%s' and stream = '%s' limit 1"
                        .formatted(ACCOUNT, STREAM);
    }

    /** A manifest that knows the events which the sandbox renames, or the right credential. */
    private Optional<String> file(String command) throws IOException {
        if (command.startsWith("account")) {
            try {
                List<SandboxClient.Account> accounts = stage.sandbox().accounts();
                Optional<String> credential = accounts.stream()
                        .filter(account -> account.id().equals(ACCOUNT))
                        .map(SandboxClient.Account::credential)
                        .findFirst();
                return credential.isEmpty()
                        ? Optional.empty()
                        : Optional.of(write("rehearsed.credential", credential.get()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the accounts were read", e);
            }
        }
        String manifest = new String(stage.manifest(), StandardCharsets.UTF_8);
        return Optional.of(write("rehearsed.yaml", manifest.replace("""
                      post_created: {stream: posts, operation: create}
                """, """
                      post_created: {stream: posts, operation: create}
                      post_created_v2: {stream: posts, operation: create}
                """)));
    }

    private String write(String name, String text) throws IOException {
        Path file = stage.suite().home().directory().resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text).toString();
    }
}
