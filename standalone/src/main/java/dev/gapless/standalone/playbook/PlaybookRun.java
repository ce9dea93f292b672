package dev.gapless.standalone.playbook;

import dev.gapless.standalone.playbook.PlaybookStep.StepKind;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Walks through a playbook: tells each step, asks whether to run it, and runs it. */
public final class PlaybookRun {

    private static final Duration BETWEEN = Duration.ofSeconds(2);

    /** What a person says to a step. */
    public enum Answer {
        RUN,
        SKIP,
        QUIT
    }

    /** How a playbook ended. */
    public enum Result {
        /** All proofs were given. */
        PROVEN,
        /** A proof failed, or was skipped. */
        NOT_PROVEN,
        /** An act failed. */
        FAILED,
        /** The person ended it. */
        ENDED
    }

    /**
     * What a command came to.
     *
     * @param code its exit code
     * @param output what it printed on the standard output
     */
    public record CommandOutcome(int code, String output) {}

    /** Runs a command of the command line. */
    @FunctionalInterface
    public interface CommandRunner {
        CommandOutcome run(List<String> words);
    }

    /** Asks the person. */
    @FunctionalInterface
    public interface Question {
        Answer ask();
    }

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    private final CommandRunner commands;
    private final Question question;
    private final Pause pause;
    private final PrintStream out;

    public PlaybookRun(CommandRunner commands, Question question, Pause pause, PrintStream out) {
        this.commands = commands;
        this.question = question;
        this.pause = pause;
        this.out = out;
    }

    /**
     * Runs the steps in their order. An act that fails ends the run, and so does a proof.
     *
     * @param values of the parameters, all of them
     */
    public Result run(IncidentPlaybook playbook, Map<String, String> values) throws InterruptedException {
        out.printf("%s. %s%n", playbook.title(), playbook.when());
        boolean proven = true;
        int number = 0;
        for (PlaybookStep step : playbook.steps()) {
            number++;
            List<String> words = step.words(values);
            out.printf(
                    "%n%d of %d, %s: %s%n  ./gapless %s%n",
                    number, playbook.steps().size(), word(step.kind()), step.text(), String.join(" ", words));
            switch (question.ask()) {
                case QUIT -> {
                    return Result.ENDED;
                }
                case SKIP -> proven &= step.kind() != StepKind.PROVE;
                case RUN -> {
                    if (!succeeds(step, words) && step.kind() != StepKind.CHECK) {
                        return step.kind() == StepKind.ACT ? Result.FAILED : Result.NOT_PROVEN;
                    }
                }
            }
        }
        return proven ? Result.PROVEN : Result.NOT_PROVEN;
    }

    private boolean succeeds(PlaybookStep step, List<String> words) throws InterruptedException {
        Duration left = step.within() == null ? Duration.ZERO : step.within();
        while (true) {
            CommandOutcome outcome = commands.run(words);
            boolean met = outcome.code() == 0 && step.isMetBy(outcome.output());
            if (met || left.isNegative() || left.isZero()) {
                out.print(outcome.output());
                return met;
            }
            pause.pause(BETWEEN);
            left = left.minus(BETWEEN);
        }
    }

    private static String word(StepKind kind) {
        return switch (kind) {
            case CHECK -> "check";
            case ACT -> "act";
            case PROVE -> "prove";
        };
    }
}
