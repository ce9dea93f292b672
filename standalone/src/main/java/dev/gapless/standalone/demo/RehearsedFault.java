package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What can be made to fail in a running suite, so that alerts fire, and how it is mended. */
enum RehearsedFault {
    // side by side: none stops anything
    RECORDS_UNREADABLE(
            1, "three records without the headers of a captured record", new LedgerFaults.UnreadableRecords(3)),
    ARCHIVE_BLOCKED(1, "a file stands where the archive's directory was", new ServiceFaults.ArchiveBlocked()),
    REDIS_HANGS(1, "the process of Redis is suspended", new ServiceFaults.RedisHang()),
    SCRAPE_REMOVED(
            1, "Prometheus forgets the job of the live service", new ServiceFaults.ScrapeRemoved(SuiteService.LIVE)),

    STOP_UNANSWERED(
            1, "a stream is stopped, and a replica does not answer", new ControlFaults.UnansweredStop("acc-0004")),
    BUDGET_SPENT(1, "the work of today cost more than a day may", new ControlFaults.SpentBudget(3_000_000_000L)),

    // side by side: the source, and the miners
    HISTORY_GONE(
            2,
            "the source keeps a day only, and older coverage is lost",
            new SourceFaults.HistoryGone("acc-0003", "likes")),
    LETTERS_LOCKED(2, "the table of dead letters is locked while letters arrive", new LedgerFaults.LettersLocked()),
    GAP_STATE_UNKNOWN(2, "the state of a gap is a word that no release knows", new LedgerFaults.UnknownGapState()),
    MINER_ERROR(2, "the miner throws what nothing expects, three times", new ServiceFaults.MinerError(3)),

    MINER_CLOCK_AHEAD(
            3, "the miner's clock is ten minutes ahead", new ServiceFaults.MinerClockAhead(Duration.ofMinutes(10))),
    SOURCE_CLOCK_BEHIND(
            3,
            "the source's clock is set back by eight seconds",
            new SourceFaults.SandboxFault("clock-step", 45, ",\"by\":\"-8s\"")),

    MANIFEST_MISTAKEN(
            3,
            "a manifest says the wrong order of a listing, and older coverage is lost",
            new SourceFaults.ManifestMistake("sort: updated", "sort: created")),

    ITEMS_LOST(4, "all items but the posts are deleted from the ledger", new LedgerFaults.ItemsLost()),
    LISTINGS_PARTIAL(4, "listings leave out every third post", new SourceFaults.ListingsPartial(40)),

    SCHEDULER_STOPPED(
            5,
            "the scheduler is stopped, and a record comes of a source that it cannot be asked about",
            new SourceFaults.SchedulerStopped()),

    CHECKPOINT_STOPPED(6, "the checkpoint service is stopped", new ServiceFaults.ServiceStop(SuiteService.CHECKPOINT)),

    PROCESSORS_STOPPED(
            7, "the processors are stopped while a replay waits", new ServiceFaults.ReplayWithoutProcessor()),

    OFFSETS_MOVED(8, "an offset of the processors is moved past three records", new ServiceFaults.OffsetMove(3)),

    MINERS_STOPPED(8, "the miners are stopped while gaps are sent to them", new SourceFaults.MinersStopped()),

    LEDGER_LOCKED(9, "a transaction locks the ledger's tables", new LedgerFaults.LedgerLocked()),

    LEDGER_WAS_LOCKED(
            10, "the ledger's tables were locked for 20 s", new LedgerFaults.LedgerWasLocked(Duration.ofSeconds(20))),

    DISK_FULL(11, "the database answers as with a full disk", new LedgerFaults.DiskFull()),

    SOURCE_THROTTLES(11, "the source tells every call to come back later", new SourceFaults.SourceThrottles(60)),

    KAFKA_STOPPED(12, "Kafka is stopped while large events arrive", new ServiceFaults.KafkaStop()),

    DATABASE_CLOSED(13, "the database takes no connections", new ServiceFaults.DatabaseClosed()),

    CREDENTIALS_REVOKED(
            14,
            "all credentials are revoked, and ten minutes of coverage are lost",
            new SourceFaults.CredentialsRevoked()),

    // its letters wait until they are redriven, which would keep the alert of waiting letters from ending
    EVENTS_RENAMED(
            15,
            "the source renames five events",
            new SourceFaults.SandboxFault("renamed-events", 20, ",\"count\":5,\"streams\":[\"posts\"]")),

    QUEUE_GROWN(15, "the queue of tasks has a partition more", new ServiceFaults.QueueGrown(5));

    /** Alerts without a fault, each with the reason. */
    static final Map<String, String> NOT_REHEARSED = Map.of(
            "GaplessHeapNearlyFull",
            "all services of a rehearsal share one heap with the rehearsal, which ends when it is full");

    private final int phase;
    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // all effects are records of values
    private final FaultEffect effect;

    RehearsedFault(int phase, String text, FaultEffect effect) {
        this.phase = phase;
        this.text = text;
        this.effect = effect;
    }

    /** Faults of one phase are made side by side. */
    int phase() {
        return phase;
    }

    /** As people read it. */
    String text() {
        return text;
    }

    /** The alerts that it must make fire. */
    List<String> alerts() {
        return switch (this) {
            case ITEMS_LOST -> List.of("GaplessAuditMissedItems", "GaplessCoverageTakenBack");
            case EVENTS_RENAMED -> List.of("GaplessUnreadableFrames");
            case RECORDS_UNREADABLE -> List.of("GaplessDeadLetters", "GaplessDeadLettersWaiting");
            case QUEUE_GROWN -> List.of("GaplessTopicsDiffer");
            case ARCHIVE_BLOCKED -> List.of("GaplessArchiveFailures");
            case REDIS_HANGS -> List.of("GaplessCacheFailures");
            case SCRAPE_REMOVED -> List.of("GaplessServiceAbsent");
            case STOP_UNANSWERED -> List.of("GaplessStopNotObeyed");
            case BUDGET_SPENT -> List.of("GaplessCostAboveBudget");
            case MANIFEST_MISTAKEN -> List.of("GaplessItemsOutOfOrder");
            case HISTORY_GONE -> List.of("GaplessUnfillableGaps");
            case LETTERS_LOCKED -> List.of("GaplessLettersMissing");
            case GAP_STATE_UNKNOWN -> List.of("GaplessFailedRoundsByBug");
            case MINER_ERROR -> List.of("GaplessInternalErrors");
            case MINER_CLOCK_AHEAD -> List.of("GaplessRecheckedTasksCurrent");
            case SOURCE_CLOCK_BEHIND -> List.of("GaplessSourceClockBehind");
            case LISTINGS_PARTIAL -> List.of("GaplessReconcileIncomplete");
            case SCHEDULER_STOPPED ->
                List.of(
                        "GaplessServiceDown",
                        "GaplessObjectiveBlind",
                        "GaplessCoverageLagUnknown",
                        "GaplessSourceParked");
            case CHECKPOINT_STOPPED -> List.of("GaplessFailedRounds", "GaplessCoverageReportsStopped");
            case PROCESSORS_STOPPED -> List.of("GaplessClaimedCoverageOld", "GaplessOperationsOrphaned");
            case MINERS_STOPPED -> List.of("GaplessMiningLeasesLost");
            case OFFSETS_MOVED -> List.of("GaplessAccountingDifference");
            case LEDGER_LOCKED -> List.of("GaplessDatabaseConnectionsShort", "GaplessConsumerLagGrowing");
            case LEDGER_WAS_LOCKED -> List.of("GaplessEndToEndSlow");
            case SOURCE_THROTTLES -> List.of("GaplessUpstreamThrottled");
            case DISK_FULL -> List.of("GaplessDatabaseDiskFull");
            case KAFKA_STOPPED -> List.of("GaplessCaptureBroken", "GaplessCapturePaused", "GaplessRetriesOfBatches");
            case DATABASE_CLOSED -> List.of("GaplessDatabaseAway");
            case CREDENTIALS_REVOKED ->
                List.of(
                        "GaplessCaptureNotConnected",
                        "GaplessCaptureRefused",
                        "GaplessUpstreamFailing",
                        "GaplessMiningFailing",
                        "GaplessStuckGaps",
                        "GaplessGapsOld",
                        "GaplessCoverageLagHigh",
                        "GaplessCompletenessBurnFast",
                        "GaplessCompletenessBurnSlow");
        };
    }

    void make(RehearsalStage stage) throws IOException, InterruptedException {
        effect.make(stage);
    }

    void mend(RehearsalStage stage) throws IOException, InterruptedException {
        effect.mend(stage);
    }
}
