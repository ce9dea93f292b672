package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a rehearsed suite differs from one that is run: it looks sooner, and less is kept waiting. */
final class RehearsalSettings {

    private RehearsalSettings() {}

    /** Where the rehearsed processors keep their archive. */
    static Path archive(SuiteHome home) {
        return home.directory().resolve("archive");
    }

    static SuiteOptions options(SuiteHome home, RehearsalDefects defects) throws IOException {
        Files.createDirectories(archive(home));
        return new SuiteOptions(home, 0, what -> {}, defects::into)
                .confirmingSoon()
                .with(List.of(
                        "gapless.topics.check-every=2s",
                        // looks of the scheduler
                        "gapless.scheduler.objective.judge-every=2s",
                        "gapless.scheduler.planning.sweep=10s",
                        "gapless.scheduler.planning.reconcile-delay=2s",
                        "gapless.scheduler.gaps.figures-interval=2s",
                        "gapless.scheduler.audit.share=0.1",
                        "gapless.scheduler.audit.interval=1s",
                        "gapless.scheduler.audit.age=10s",
                        "gapless.scheduler.audit.span=2d",
                        // how often something must fail
                        "gapless.scheduler.progress.stuck-after=3",
                        "gapless.scheduler.progress.stuck-retry=2s",
                        "gapless.scheduler.dispatch.lease=8s",
                        "gapless.capture.delivery.ack-timeout=15s",
                        // looks of the checkpoint service
                        "gapless.checkpoint.accounting.read-every=2s",
                        "gapless.checkpoint.miss-detection.scan-interval=1s",
                        "gapless.checkpoint.miss-detection.grace=2s",
                        "gapless.checkpoint.recovery.orphaned-after=5s",
                        "gapless.checkpoint.recovery.measure-every=2s",
                        "gapless.checkpoint.consistency.refresh-every=10s",
                        "gapless.checkpoint.storage.refresh-every=10s",
                        // what is off otherwise
                        "gapless.checkpoint.ledger.duplicate-cache=true",
                        "gapless.checkpoint.ledger.duplicate-cache-memory=0",
                        "gapless.processor.archive.enabled=true",
                        "gapless.processor.archive.directory=" + archive(home),
                        "gapless.processor.archive.roll-every=2s"))
                .replacing(Map.of("spring.datasource.hikari.maximum-pool-size", 6));
    }
}
