package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the listing of a numbered stream may be behind what is known of it. */
class NumbersSettleTest {

    @ParameterizedTest
    @CsvSource({
        "'', none, PT10S",
        "'dense: true', none, PT0S",
        "'ordered: true', none, PT0S",
        "'', 0s, PT0S",
        "'', 5m, PT5M",
        "'dense: true', 2m, PT2M",
        "'ordered: true', 2m, PT2M",
    })
    void numbers_that_may_come_late_settle_and_others_need_not(String numbers, String said, Duration settle) {
        String written = said.equals("none") ? "" : "    settle: " + said + "\n";
        String manifest = NumberedSocket.with(NumberedSocket.DENSE, "")
                .replace("    dense: true\n", numbers.isEmpty() ? "" : "    " + numbers + "\n")
                .replace("    poll: 1s\n", written + "    poll: 1s\n");

        StreamSpec entries = Objects.requireNonNull(
                ManifestTexts.connector(manifest).spec().streams().get("entries"));

        assertThat(entries.settle()).isEqualTo(settle);
    }
}
