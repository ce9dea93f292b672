package dev.gapless.miner.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.RecordSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceResumeTest {

    private static final List<RecordSpan> RECORDS = List.of(new RecordSpan(3, 5, 7));

    @Test
    void records_travel_beside_the_resume_point() {
        String text = new SliceResume(RECORDS, "{\"cursor\":\"a\"}").write();

        assertThat(SliceResume.read(text)).isEqualTo(new SliceResume(RECORDS, "{\"cursor\":\"a\"}"));
    }

    @Test
    void a_bare_resume_point_is_read_as_it_is() {
        assertThat(SliceResume.read("{\"cursor\":\"a\"}")).isEqualTo(new SliceResume(List.of(), "{\"cursor\":\"a\"}"));
        assertThat(SliceResume.read(null)).isEqualTo(new SliceResume(List.of(), null));
    }

    @Test
    void without_a_resume_point_the_walk_begins_anew_and_delivers_its_records_again() {
        assertThat(new SliceResume(RECORDS, null).write()).isNull();
    }

    @Test
    void an_unreadable_text_costs_a_walk_from_the_start() {
        assertThat(SliceResume.read("{\"records\":oops")).isEqualTo(new SliceResume(List.of(), null));
    }
}
