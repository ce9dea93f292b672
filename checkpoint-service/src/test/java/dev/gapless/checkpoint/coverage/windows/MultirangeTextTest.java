package dev.gapless.checkpoint.coverage.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import org.junit.jupiter.api.Test;

class MultirangeTextTest {

    @Test
    void all_ranges_of_the_text_are_read() {
        assertThat(MultirangeText.parse("{[-9223372036854775808,-3),[0,5),[7,9223372036854775807)}"))
                .containsExactly(Range.of(Long.MIN_VALUE, -3), Range.of(0, 5), Range.of(7, Long.MAX_VALUE));
    }

    @Test
    void nothing_is_an_empty_list() {
        assertThat(MultirangeText.parse("{}")).isEmpty();
    }
}
