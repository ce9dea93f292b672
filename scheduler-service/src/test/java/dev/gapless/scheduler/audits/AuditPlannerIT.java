package dev.gapless.scheduler.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.TopicReader;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.planning.MissingClient;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.KafkaTemplate;

/** Which accounts audits read again. */
class AuditPlannerIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock(NOON);
    private final FakeCoverageService checkpoint = new FakeCoverageService();
    private RunningScheduler scheduler;

    @BeforeEach
    void start() {
        scheduler = RunningScheduler.start(SchedulerTables.fresh(), clock, checkpoint.url(), directory);
        assertThat(scheduler.put("/v1/sources/forum", "source: forum").statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        scheduler.close();
        checkpoint.close();
    }

    /** The places of these two are 69 and 48. */
    @Test
    void accounts_that_a_flag_closes_to_miners_are_not_audited() {
        assertThat(scheduler.put("/v1/accounts/forum/ann", "{}").statusCode()).isEqualTo(201);
        assertThat(scheduler.put("/v1/accounts/forum/bob", "{}").statusCode()).isEqualTo(201);
        AuditPlanner planner = planner();

        try (TopicReader tasks = new TopicReader(TopicNames.MINING_TASKS)) {
            planner.round();
            assertThat(audited(tasks, clock.instant())).containsExactlyInAnyOrder("ann", "bob");

            flag("history?percent=60&reason=a+trial");
            flag("live?percent=0&reason=a+trial");
            clock.advance(INTERVAL);
            planner.round();

            assertThat(audited(tasks, clock.instant())).containsExactly("bob");
        }
    }

    /** Each round has calls enough for all streams. */
    private AuditPlanner planner() {
        @SuppressWarnings("unchecked")
        KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
        return new AuditPlanner(
                scheduler.bean(FollowedStreams.class),
                scheduler.bean(SourceCatalog.class),
                scheduler.bean(MissingClient.class),
                new AuditLedger(scheduler.jdbc()),
                kafka,
                new RandomSampler(new SecureRandom()),
                scheduler.bean(DatabaseClock.class),
                scheduler.bean(MeterRegistry.class),
                new AuditProperties(0.1, INTERVAL, 100, Duration.ofMinutes(10), Duration.ofMinutes(10)));
    }

    private void flag(String setting) {
        assertThat(scheduler
                        .call("PUT", "/v1/flags/forum/" + setting, RunningScheduler.ADMIN, null)
                        .statusCode())
                .isEqualTo(200);
    }

    /** Accounts of the tasks that were made at this time. */
    private static Set<String> audited(TopicReader tasks, Instant at) {
        return tasks.allToEnd().stream()
                .map(message -> MiningTask.fromBytes(message.value()))
                .filter(task ->
                        task.mode() == MiningMode.AUDIT && task.createdAt().equals(at))
                .map(task -> task.stream().account())
                .collect(Collectors.toSet());
    }
}
