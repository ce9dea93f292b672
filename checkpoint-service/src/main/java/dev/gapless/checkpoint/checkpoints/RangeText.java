package dev.gapless.checkpoint.checkpoints;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sets of positions as the database writes its multiranges: <code>{[1,5),[7,9)}</code>. */
final class RangeText {

    private static final Pattern ONE = Pattern.compile("\\[(-?[0-9]+),(-?[0-9]+)\\)");

    private RangeText() {}

    static String of(List<Range> ranges) {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(",", "{", "}"));
    }

    static Coverage parse(String text) {
        return Coverage.of(ONE.matcher(text).results().map(RangeText::one).toList());
    }

    private static Range one(MatchResult found) {
        return Range.of(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)));
    }
}
