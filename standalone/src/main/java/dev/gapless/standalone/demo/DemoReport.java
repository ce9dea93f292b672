package dev.gapless.standalone.demo;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
 * The result of a run.
 *
 * @param unaccounted captured records of which the suite cannot tell what became of them
 * @param uncovered account streams, or partitions of captured records, that did not settle in time
 * @param seconds from the first account followed to the verdict
 * @param resumed true when the data directory was that of an earlier run
 * @param examples some of what was found wrong
 */
public record DemoReport(
        @JsonUnwrapped Violations violations,
        @JsonUnwrapped HeldSamples samples,
        long unaccounted,
        long uncovered,
        @JsonUnwrapped Volume volume,
        double seconds,
        boolean resumed,
        List<FiredFault> faults,
        List<String> examples) {
    /** How often each promise was broken. */
    public record Violations(
            long lost, long duplicated, long stale, long resurrected, long falseCoverage, long invented) {

        private boolean none() {
            return lost == 0
                    && duplicated == 0
                    && stale == 0
                    && resurrected == 0
                    && falseCoverage == 0
                    && invented == 0;
        }
    }

    /**
     * Held coverage compared with the ledger while it ran.
     *
     * @param heldSamples how often held coverage and ledger were compared while it ran
     * @param heldBeyond items inside held ranges that the ledger did not have at that moment, summed over the samples
     */
    public record HeldSamples(long heldSamples, long heldBeyond) {}

    /** How much was captured. */
    public record Volume(long accounts, long versions, long items, long published) {}

    public long lost() {
        return violations.lost();
    }

    public long duplicated() {
        return violations.duplicated();
    }

    public long stale() {
        return violations.stale();
    }

    public long resurrected() {
        return violations.resurrected();
    }

    public long falseCoverage() {
        return violations.falseCoverage();
    }

    public long invented() {
        return violations.invented();
    }

    public long heldSamples() {
        return samples.heldSamples();
    }

    public long heldBeyond() {
        return samples.heldBeyond();
    }

    public long accounts() {
        return volume.accounts();
    }

    public long versions() {
        return volume.versions();
    }

    public long items() {
        return volume.items();
    }

    public long published() {
        return volume.published();
    }

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
                new DemoReport.Violations(
                        verdict.lost(),
                        verdict.duplicated(),
                        verdict.stale(),
                        verdict.resurrected(),
                        verdict.falseCoverage(),
                        verdict.invented()),
                new DemoReport.HeldSamples(sampler.samples(), sampler.beyond()),
                unaccounted,
                unsettled.size(),
                new DemoReport.Volume(accounts, verdict.versions(), verdict.items(), verdict.published()),
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
        return violations.none()
                && samples.heldSamples > 0
                && samples.heldBeyond == 0
                && unaccounted == foreseen
                && uncovered == 0;
    }

    public String summary() {
        return "lost %d, duplicated %d, stale %d, resurrected %d, false coverage %d"
                        .formatted(
                                violations.lost,
                                violations.duplicated,
                                violations.stale,
                                violations.resurrected,
                                violations.falseCoverage)
                + ", held beyond the ledger %d in %d samples".formatted(samples.heldBeyond, samples.heldSamples)
                + (violations.invented == 0 ? "" : ", invented " + violations.invented)
                + (unaccounted == 0 ? "" : ", unaccounted " + unaccounted);
    }

    /** Writes it as JSON. */
    public void write(Path file) throws IOException {
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.write(file, json.writeValueAsBytes(this));
    }
}
