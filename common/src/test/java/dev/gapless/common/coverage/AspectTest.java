package dev.gapless.common.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AspectTest {

    @Test
    void each_has_the_bit_that_the_tables_have() {
        assertThat(Aspect.maskOf(Set.of(Aspect.CREATIONS))).isEqualTo(1);
        assertThat(Aspect.maskOf(Set.of(Aspect.EDITS))).isEqualTo(2);
        assertThat(Aspect.maskOf(Set.of(Aspect.DELETIONS))).isEqualTo(4);
        assertThat(Aspect.maskOf(Set.of())).isZero();
    }

    @Test
    void every_set_comes_back_from_its_mask_and_unknown_bits_are_nobodys() {
        for (int mask = 0; mask < 8; mask++) {
            assertThat(Aspect.maskOf(Aspect.ofMask(mask))).isEqualTo(mask);
        }
        assertThat(Aspect.ofMask(8 | 2)).isEqualTo(EnumSet.of(Aspect.EDITS));
    }
}
