package dev.gapless.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntakeCountsTest {

    @Test
    void counts_come_back_from_their_note_whatever_stands_beside_them() {
        IntakeCounts counts = IntakeCounts.from(1L << 40)
                .plusReceived(1)
                .plus(Decision.NEW, 1)
                .plusReceived(1)
                .plus(Decision.CHANGED, 1)
                .plusReceived(1)
                .plusDeadLettered(1);

        assertThat(counts.toNote()).isEqualTo("counts:1099511627776,3,1,1,0,0,1,0,0");
        assertThat(IntakeCounts.read(counts.toNote())).contains(counts);
        assertThat(IntakeCounts.read("in-doubt-until:7 " + counts.toNote())).contains(counts);
        assertThat(IntakeCounts.read(counts.toNote() + ",9")).contains(counts);
        assertThat(counts.accounted()).isEqualTo(counts.received());
    }

    @Test
    void what_waits_is_accounted_for_and_another_fate_later() {
        IntakeCounts waiting = IntakeCounts.from(0).plusReceived(2).plusParked(2);
        IntakeCounts decided = waiting.plusParked(-2).plus(Decision.NEW, 2);

        assertThat(IntakeCounts.read(waiting.toNote())).contains(waiting);
        assertThat(waiting.accounted()).isEqualTo(2);
        assertThat(decided.accounted()).isEqualTo(2);
        assertThat(decided.parked()).isZero();
    }

    @Test
    void counts_of_a_release_that_did_not_park_are_read() {
        assertThat(IntakeCounts.read("counts:5,2,1,0,0,0,1,0"))
                .contains(IntakeCounts.from(5)
                        .plusReceived(2)
                        .plus(Decision.NEW, 1)
                        .plusDeadLettered(1));
    }

    @Test
    void other_notes_hold_none() {
        assertThat(IntakeCounts.read("")).isEmpty();
        assertThat(IntakeCounts.read("in-doubt-until:7")).isEmpty();
        assertThat(IntakeCounts.read("counts:1,2,3")).isEmpty();
        assertThat(IntakeCounts.read("counts:1,2,3,4,5,6,7,-8")).isEmpty();
    }
}
