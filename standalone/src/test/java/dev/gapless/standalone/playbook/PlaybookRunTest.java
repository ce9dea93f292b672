package dev.gapless.standalone.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.standalone.playbook.PlaybookRun.Answer;
import dev.gapless.standalone.playbook.PlaybookRun.CommandOutcome;
import dev.gapless.standalone.playbook.PlaybookRun.Result;
import dev.gapless.standalone.playbook.PlaybookStep.StepKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The steps of a playbook: what ends it, and what counts as a proof. */
class PlaybookRunTest {

    private static final IncidentPlaybook PLAYBOOK = new IncidentPlaybook(
            "stop",
            "Stop",
            "It burns.",
            List.of(
                    new PlaybookStep(StepKind.CHECK, "Look.", "status {source}", null, null),
                    new PlaybookStep(StepKind.ACT, "Stop.", "stop --source {source} --reason {reason}", null, null),
                    new PlaybookStep(
                            StepKind.PROVE, "Quiet.", "stops", Pattern.compile("QUIET"), Duration.ofSeconds(5))));
    private static final Map<String, String> VALUES = Map.of("source", "a b", "reason", "it burns");

    private final Deque<CommandOutcome> outcomes = new ArrayDeque<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<List<String>> ran = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Duration waited = Duration.ZERO;

    @Test
    void a_proof_is_asked_for_again_until_the_output_shows_it() throws InterruptedException {
        outcomes.addAll(List.of(ok(""), ok("stopped"), ok("REQUESTED"), ok("REQUESTED"), ok("QUIET")));

        assertThat(run()).isEqualTo(Result.PROVEN);
        assertThat(waited).isEqualTo(Duration.ofSeconds(4));
        assertThat(ran).hasSize(5);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("2 of 3, act: Stop.", "QUIET");
    }

    @Test
    void a_proof_that_is_not_given_in_time_is_none() throws InterruptedException {
        outcomes.addAll(List.of(ok(""), ok(""), ok("A"), ok("A"), ok("A"), ok("A")));

        assertThat(run()).isEqualTo(Result.NOT_PROVEN);
        assertThat(waited).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void a_proof_whose_command_fails_is_none_whatever_it_prints() throws InterruptedException {
        outcomes.addAll(List.of(ok(""), ok(""), failed("QUIET"), failed("QUIET"), failed("QUIET"), failed("QUIET")));

        assertThat(run()).isEqualTo(Result.NOT_PROVEN);
    }

    @Test
    void a_check_that_fails_ends_nothing_and_an_act_that_fails_ends_it() throws InterruptedException {
        outcomes.addAll(List.of(failed("FAILING"), failed("refused")));

        assertThat(run()).isEqualTo(Result.FAILED);
        assertThat(ran).hasSize(2);
    }

    @Test
    void a_skipped_proof_is_none_and_a_person_may_end_it() throws InterruptedException {
        answers.addAll(List.of(Answer.SKIP, Answer.RUN, Answer.SKIP));
        outcomes.add(ok(""));
        assertThat(run()).isEqualTo(Result.NOT_PROVEN);

        answers.addAll(List.of(Answer.SKIP, Answer.QUIT));
        assertThat(run()).isEqualTo(Result.ENDED);
        assertThat(ran).hasSize(1);
    }

    @Test
    void a_value_stays_one_word_and_a_missing_one_is_named() {
        assertThat(PLAYBOOK.parameters()).containsExactly("reason", "source");
        assertThat(PLAYBOOK.steps().get(1).words(VALUES))
                .containsExactly("stop", "--source", "a b", "--reason", "it burns");
        assertThatThrownBy(() -> PLAYBOOK.steps().get(1).words(Map.of("source", "a")))
                .hasMessage("reason: no value (expected: --set reason=VALUE)");
    }

    private Result run() throws InterruptedException {
        return new PlaybookRun(
                        words -> {
                            ran.add(words);
                            return outcomes.removeFirst();
                        },
                        () -> answers.isEmpty() ? Answer.RUN : answers.removeFirst(),
                        time -> waited = waited.plus(time),
                        new PrintStream(said, true, StandardCharsets.UTF_8))
                .run(PLAYBOOK, VALUES);
    }

    private static CommandOutcome ok(String output) {
        return new CommandOutcome(0, output);
    }

    private static CommandOutcome failed(String output) {
        return new CommandOutcome(1, output);
    }
}
