package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.IngestPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the plainest possible model: one bit a position and aspect. The seed is in the test's name. */
class CoverageModelIT {

    private static final int END = 300;

    private final CoverageRig coverage = new CoverageRig();
    private final Map<Aspect, BitSet> model = new EnumMap<>(Aspect.class);

    @AfterEach
    void close() {
        coverage.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void agrees_with_a_bit_for_every_position_also_after_windows_were_merged(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Aspect aspect : Aspect.values()) {
            model.put(aspect, new BitSet());
        }
        for (int step = 0; step < 40; step++) {
            coverage.apply(poll(random, step));
            if (step % 7 == 6) {
                coverage.age(Duration.ofMinutes(11));
                coverage.merge();
            }
            Set<Aspect> wanted = Aspect.ofMask(1 + random.nextInt(7));
            int from = random.nextInt(100);
            int to = from + 1 + random.nextInt(END - from);
            assertThat(positions(coverage.ask(from, to, wanted).missing()))
                    .as("step %d, %s of [%d,%d)", step, wanted, from, to)
                    .isEqualTo(missing(from, to, wanted));
        }
    }

    private CoverageReportBuilder[] poll(SplittableRandom random, int step) {
        CoverageReportBuilder[] reports = new CoverageReportBuilder[1 + random.nextInt(5)];
        for (int i = 0; i < reports.length; i++) {
            int from = random.nextInt(END - 20);
            int to = from + random.nextInt(20);
            // one aspect set a window, and ids that come back, also after their row was merged away
            int window = random.nextInt(8);
            Set<Aspect> aspects = Aspect.ofMask(1 + window % 7);
            IngestPath path = window % 2 == 0 ? IngestPath.LIVE : IngestPath.MINED;
            reports[i] = new CoverageReportBuilder(
                    "w" + window, POSTS, path, aspects, from, to, random.nextBoolean(), step, 0, List.of(), null);
            aspects.forEach(aspect -> model.getOrDefault(aspect, new BitSet()).set(from, to));
        }
        return reports;
    }

    private List<Integer> missing(int from, int to, Set<Aspect> wanted) {
        List<Integer> missing = new ArrayList<>();
        for (int position = from; position < to; position++) {
            int at = position;
            if (!wanted.stream()
                    .allMatch(aspect -> model.getOrDefault(aspect, new BitSet()).get(at))) {
                missing.add(position);
            }
        }
        return missing;
    }

    private static List<Integer> positions(List<Range> ranges) {
        List<Integer> positions = new ArrayList<>();
        ranges.forEach(range -> {
            for (long position = range.from(); position < range.to(); position++) {
                positions.add((int) position);
            }
        });
        return positions;
    }
}
