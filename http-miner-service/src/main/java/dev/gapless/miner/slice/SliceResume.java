package dev.gapless.miner.slice;

import dev.gapless.common.message.RecordSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The place where a task continues, with the records that its former slices delivered. A later slice may be the first
 * to claim the positions of such a record, so its reports have to stand on it too.
 *
 * @param records first, by which the text is told from a bare resume point
 * @param point in the words of the walk or of the reconciliation; null at the start
 */
public record SliceResume(
        List<RecordSpan> records, @Nullable String point) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String BEGINNING = "{\"records\":";

    public SliceResume {
        records = List.copyOf(records);
    }

    /** A text without records is a bare resume point. */
    public static SliceResume read(@Nullable String text) {
        if (text == null || !text.startsWith(BEGINNING)) {
            return new SliceResume(List.of(), text);
        }
        try {
            return MAPPER.readValue(text, SliceResume.class);
        } catch (JacksonException e) {
            // of another release: the walk begins anew and delivers all records again
            return new SliceResume(List.of(), null);
        }
    }

    /** Null at the start, where nothing is claimed that was not delivered since. */
    @Nullable
    String write() {
        return point == null || records.isEmpty() ? point : MAPPER.writeValueAsString(this);
    }
}
