package dev.gapless.checkpoint.coverage.certificates;

import dev.gapless.checkpoint.coverage.audits.CoverageAuditStore;
import dev.gapless.checkpoint.coverage.audits.MissRate;
import dev.gapless.checkpoint.coverage.certificates.CoverageCertificate.Gap;
import dev.gapless.checkpoint.coverage.windows.CoverageReader;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Asked;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Fact;
import dev.gapless.checkpoint.coverage.windows.SnapshotFreshness;
import dev.gapless.checkpoint.coverage.windows.SnapshotStore;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Puts certificates together, any number of them with the same few questions. */
final class CertificateAssembler {

    private final CoverageReader coverage;
    private final SnapshotStore snapshots;
    private final CoverageAuditStore audits;
    private final SchedulerGapClient gaps;
    private final Supplier<UUID> ledger;
    private final Clock clock;

    CertificateAssembler(
            CoverageReader coverage,
            SnapshotStore snapshots,
            CoverageAuditStore audits,
            SchedulerGapClient gaps,
            Supplier<UUID> ledger,
            Clock clock) {
        this.coverage = coverage;
        this.snapshots = snapshots;
        this.audits = audits;
        this.gaps = gaps;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** One a stream asked about, in their order. */
    List<CoverageCertificate> of(List<Asked> asked) {
        Instant now = clock.instant();
        List<Fact> facts = coverage.of(asked);
        Map<StreamId, MissRate> measured =
                audits.measured(facts.stream().map(Fact::stream).toList());
        Map<StreamId, SnapshotFreshness> compared = snapshots.of(facts.stream()
                .filter(fact -> fact.freshness() != null)
                .map(Fact::stream)
                .toList());
        Optional<SchedulerGapClient.KnownGaps> known = gaps.within(facts);
        return facts.stream()
                .map(fact -> new CoverageCertificate(
                        new CoverageCertificate.CertifiedRange(fact.stream().key(), fact.from(), fact.to()),
                        new CoverageCertificate.CertifiedCoverage(
                                fact.windows(),
                                SchedulerGapClient.ofItsAspects(known, fact.stream(), fact.missing()),
                                fact.generation(),
                                fact.frontier()),
                        new CoverageCertificate.SnapshotState(fact.freshness(), compared.get(fact.stream())),
                        new CoverageCertificate.OpenGaps(
                                known.isPresent(),
                                known.map(gaps -> gaps(fact, gaps.of(fact.stream()), now))
                                        .orElse(List.of())),
                        measured.get(fact.stream()),
                        now,
                        ledger.get()))
                .toList();
    }

    private static List<Gap> gaps(Fact fact, List<SchedulerGapClient.Row> rows, Instant now) {
        return rows.stream()
                .filter(row -> row.from() < fact.to() && fact.from() < row.to())
                .map(row -> gap(row, now))
                .toList();
    }

    private static Gap gap(SchedulerGapClient.Row row, Instant now) {
        Double eta = row.etaSeconds();
        Long seconds = eta == null ? null : (Long) Math.round(eta);
        return new Gap(
                row.id(),
                row.from(),
                row.to(),
                row.aspects(),
                row.mode(),
                row.state(),
                row.deadline(),
                row.reason(),
                seconds,
                seconds == null ? null : now.plusSeconds(seconds));
    }
}
