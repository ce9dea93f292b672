package dev.gapless.processor.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class CommitPropertiesTest {

    @Test
    void a_chunk_is_no_larger_than_what_is_swallowed_when_it_is_refused() {
        assertThat(new CommitProperties(1, DataSize.ofMegabytes(12)).chunkSize())
                .isEqualTo(DataSize.ofMegabytes(12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CommitProperties(1, DataSize.ofMegabytes(13)))
                .withMessageContaining("chunk-size: 13631488B (expected: at most 12582912B)");
    }
}
