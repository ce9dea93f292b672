package dev.gapless.miner.gapfill;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningTask;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stretch in which a walk saw no item up to the listing's end, to be walked again before that is believed. It stands
 * in the place of the walk's resume point.
 *
 * @param from first position of the stretch
 * @param to first position after
 * @param walk where the second walk goes on; null at its start
 */
public record SecondLook(long from, long to, @Nullable String walk) {

    /** No walk's own resume point begins so. */
    private static final String MARK = "second-look ";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static SecondLook at(Range unseen) {
        return new SecondLook(unseen.from(), unseen.to(), null);
    }

    /** @return null where the resume point is a walk's own, or nothing of the task's; then the walk is a first one */
    public static @Nullable SecondLook read(MiningTask task, @Nullable String resume) {
        if (resume == null || !resume.startsWith(MARK)) {
            return null;
        }
        try {
            SecondLook look = MAPPER.readValue(resume.substring(MARK.length()), SecondLook.class);
            return task.from() <= look.from && look.from < look.to && look.to <= task.to() ? look : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    Range range() {
        return Range.of(from, to);
    }

    SecondLook after(String walkResume) {
        return new SecondLook(from, to, walkResume);
    }

    String write() {
        return MARK + MAPPER.writeValueAsString(this);
    }
}
