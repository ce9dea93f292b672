package dev.gapless.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void ports_are_different_and_below_those_of_outgoing_connections() throws IOException {
        assertThat(IntStream.of(LoopbackPorts.free(50)).boxed())
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 12_000 && port < 32_000);
    }

    @Test
    void too_many_are_refused_and_not_repeated() {
        assertThatThrownBy(() -> LoopbackPorts.free(1_001))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("of 1001 free ports");
    }
}
