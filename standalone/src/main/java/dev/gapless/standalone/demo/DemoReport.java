package dev.gapless.standalone.demo;

import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.HeldSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run came to.
 *
 * @param heldSamples how often held coverage and ledger were compared while it ran
 * @param heldBeyond items inside held ranges that the ledger did not have at that moment, summed over the samples
 * @param unaccounted captured records of which the suite cannot tell what became of them
 * @param uncovered account streams, or partitions of captured records, that did not settle in time
 * @param seconds from the first account followed to the verdict
 * @param resumed true when the data directory was that of an earlier run
 * @param examples some of what was found wrong
 */
public record DemoReport(
        long lost,
        long duplicated,
        long stale,
        long resurrected,
        long falseCoverage,
        long invented,
        long heldSamples,
        long heldBeyond,
        long unaccounted,
        long uncovered,
        long accounts,
        long versions,
        long items,
        long published,
        double seconds,
        boolean resumed,
        List<FiredFault> faults,
        List<String> examples) {

    private static final int MAX_EXAMPLES = 20;

    static DemoReport of(
            CheckResult verdict,
            HeldSampler sampler,
            long unaccounted,
            List<String> unsettled,
            long accounts,
            double seconds,
            boolean resumed,
            List<FiredFault> faults) {
        return new DemoReport(
                verdict.lost(),
                verdict.duplicated(),
                verdict.stale(),
                verdict.resurrected(),
                verdict.falseCoverage(),
                verdict.invented(),
                sampler.samples(),
                sampler.beyond(),
                unaccounted,
                unsettled.size(),
                accounts,
                verdict.versions(),
                verdict.items(),
                verdict.published(),
                seconds,
                resumed,
                faults,
                Stream.of(
                                verdict.examples(),
                                sampler.examples(),
                                unsettled.subList(0, Math.min(unsettled.size(), MAX_EXAMPLES)))
                        .flatMap(List::stream)
                        .toList());
    }

    /** True when every promise was kept and every planned fault really happened. */
    public boolean passed() {
        return kept() && faults.stream().allMatch(FiredFault::complete);
    }

    /** True when every promise was kept. */
    public boolean kept() {
        return keptBut(0);
    }

    /**
     * True when every promise was kept, and the books lack exactly what they must lack.
     *
     * @param foreseen records that the books lack by the doing of a fault run
     */
    public boolean keptBut(long foreseen) {
        return lost == 0
                && duplicated == 0
                && stale == 0
                && resurrected == 0
                && falseCoverage == 0
                && invented == 0
                && heldSamples > 0
                && heldBeyond == 0
                && unaccounted == foreseen
                && uncovered == 0;
    }

    public String summary() {
        return "lost %d, duplicated %d, stale %d, resurrected %d, false coverage %d"
                        .formatted(lost, duplicated, stale, resurrected, falseCoverage)
                + ", held beyond the ledger %d in %d samples".formatted(heldBeyond, heldSamples)
                + (invented == 0 ? "" : ", invented " + invented)
                + (unaccounted == 0 ? "" : ", unaccounted " + unaccounted);
    }

    /** Writes it as JSON. */
    public void write(Path file) throws IOException {
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.write(file, json.writeValueAsBytes(this));
    }
}
