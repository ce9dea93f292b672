package dev.gapless.standalone.suite;

import dev.gapless.capture.CaptureApplication;
import dev.gapless.checkpoint.CheckpointApplication;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.live.LiveApplication;
import dev.gapless.miner.MinerApplication;
import dev.gapless.processor.ProcessorApplication;
import dev.gapless.scheduler.SchedulerApplication;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The services, in the order in which they start: those that others ask first. */
public enum SuiteService {
    CHECKPOINT,
    SCHEDULER,
    PROCESSOR,
    MINER,
    CAPTURE,
    LIVE;

    SpringApplicationBuilder application() {
        return switch (this) {
            case CHECKPOINT -> CheckpointApplication.application();
            case SCHEDULER -> SchedulerApplication.application();
            case PROCESSOR -> ProcessorApplication.application();
            case MINER -> MinerApplication.application();
            case CAPTURE -> CaptureApplication.application();
            case LIVE -> LiveApplication.application();
        };
    }

    public int port(SuitePorts ports) {
        return switch (this) {
            case CHECKPOINT -> ports.checkpoint();
            case SCHEDULER -> ports.scheduler();
            case PROCESSOR -> ports.processor();
            case MINER -> ports.miner();
            case CAPTURE -> ports.capture();
            case LIVE -> ports.live();
        };
    }

    /** As whom it connects to the database; null for those without tables. */
    @Nullable
    DatabaseRole databaseRole() {
        return switch (this) {
            case CHECKPOINT -> DatabaseRole.CHECKPOINT;
            case SCHEDULER -> DatabaseRole.SCHEDULER;
            case PROCESSOR, MINER, CAPTURE, LIVE -> null;
        };
    }

    /** As people read it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
