package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxOptionsTest {

    @Test
    void three_are_required_and_the_others_have_defaults() {
        assertThat(parse())
                .isEqualTo(new SandboxOptions(
                        Path.of("d"),
                        "127.0.0.1",
                        0,
                        new SandboxOptions.EventOptions(1, 10, 30, 100, 20),
                        new SandboxOptions.ListingOptions(null, false),
                        new SandboxOptions.AccessOptions("t", "c"),
                        new SandboxOptions.EndOptions(false, Duration.ofSeconds(60))));
    }

    @Test
    void secrets_may_come_from_files(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "from-file\n");

        SandboxOptions options = SandboxOptions.parse(List.of(
                "--data",
                "d",
                "--host",
                "0.0.0.0",
                "--truth-token-file",
                token.toString(),
                "--credential-prefix",
                "c"));

        assertThat(options.truthToken()).isEqualTo("from-file");
        assertThat(options.host()).isEqualTo("0.0.0.0");
    }

    @Test
    void a_missing_one_is_named() {
        assertThatThrownBy(() -> SandboxOptions.parse(List.of("--data", "d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--truth-token: required");
    }

    @ParameterizedTest
    @CsvSource({"--port,70000", "--accounts,0", "--rate,fast", "--linger,soon", "--retention,long", "--colour,red"})
    void a_wrong_value_is_refused_by_its_name(String name, String value) {
        assertThatThrownBy(() -> parse(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ":");
    }

    @Test
    void the_end_of_input_may_be_the_end() {
        assertThat(parse("--stop-at-eof", "--linger", "2m"))
                .extracting(SandboxOptions::stopAtEof, SandboxOptions::linger)
                .containsExactly(true, Duration.ofMinutes(2));
    }

    @Test
    void listings_may_reach_back_a_while_only() {
        assertThat(parse("--retention-says-gone", "--retention", "30d"))
                .extracting(SandboxOptions::retention, SandboxOptions::retentionSaysGone)
                .containsExactly(Duration.ofDays(30), true);
    }

    private static SandboxOptions parse(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--data", "d", "--truth-token", "t", "--credential-prefix", "c"));
        arguments.addAll(List.of(more));
        return SandboxOptions.parse(arguments);
    }
}
