package dev.gapless.simulation.mutants;

import static dev.gapless.simulation.faults.FaultKind.CONTROL_AWAY;
import static dev.gapless.simulation.faults.FaultKind.EMPTY_ANSWER;
import static dev.gapless.simulation.faults.FaultKind.EXPIRED;
import static dev.gapless.simulation.faults.FaultKind.FORGOTTEN_OFFSETS;
import static dev.gapless.simulation.faults.FaultKind.GONE;
import static dev.gapless.simulation.faults.FaultKind.KILL;
import static dev.gapless.simulation.faults.FaultKind.LARGE_ITEM;
import static dev.gapless.simulation.faults.FaultKind.MINER_AHEAD;
import static dev.gapless.simulation.faults.FaultKind.MORE_PARTITIONS;
import static dev.gapless.simulation.faults.FaultKind.OLDER_DATABASE;
import static dev.gapless.simulation.faults.FaultKind.PAUSE;
import static dev.gapless.simulation.faults.FaultKind.STOP;
import static dev.gapless.simulation.faults.FaultKind.THROTTLED;
import static dev.gapless.simulation.faults.FaultKind.TWO_PLANNERS;
import static dev.gapless.simulation.faults.FaultKind.UNANSWERED;
import static dev.gapless.simulation.mutants.PlantedMutant.Found.AT_THE_END;
import static dev.gapless.simulation.mutants.PlantedMutant.Found.BY_A_STEP;
import static dev.gapless.simulation.mutants.PlantedMutant.Found.BY_A_UNIT_TEST;

import dev.gapless.simulation.SeedOptions;
import dev.gapless.simulation.SeedResult;
import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.oracle.Invariant.Tier;
import java.util.List;
import java.util.function.Supplier;

/** Each bug, and when it was expected to be found before it was tried. */
@SuppressWarnings("ImmutableEnumChecker") // a way to make cores, and never changed
enum PlantedMutant {
    CAPTURE_CLAIMS_BEFORE_THE_LOG_HAS_IT(BY_A_STEP, () -> CaptureBugs.acknowledges(true)),
    CAPTURE_TAKES_A_FAILURE_FOR_SUCCESS(BY_A_STEP, () -> CaptureBugs.acknowledges(false)),
    CAPTURE_MARKS_THE_LATEST_ACKNOWLEDGEMENT(BY_A_STEP, CaptureBugs::latestAcknowledgement),
    CAPTURE_WINDOW_STARTS_AT_CONNECT(BY_A_STEP, CaptureBugs::startsAtConnect),
    CAPTURE_WINDOW_ENDS_ONE_TOO_LATE(BY_A_UNIT_TEST, () -> CaptureBugs.reporting((to, sent) -> to + 1, false)),
    CAPTURE_WINDOW_CLOSES_WHEN_IT_IS_DISCOVERED(BY_A_STEP, () -> CaptureBugs.reporting((to, sent) -> sent, true)),
    CAPTURE_WINDOW_REACHES_TO_NOW(BY_A_STEP, () -> CaptureBugs.reporting((to, sent) -> sent, false)),
    CAPTURE_DOES_NOT_WAIT_FOR_LATENESS(BY_A_STEP, () -> CaptureBugs.claiming((to, now) -> to + 250_000)),
    CAPTURE_CLAIMS_UP_TO_THE_ARRIVAL(BY_A_STEP, () -> CaptureBugs.claiming((to, now) -> now)),
    CAPTURE_TRUSTS_SILENCE(BY_A_STEP, CaptureBugs::trustsSilence),
    WINDOW_THAT_STANDS_STILL_IS_BELIEVED(AT_THE_END, CaptureBugs::believesWhatStandsStill, UNANSWERED),

    MINER_CLAIMS_BEFORE_THE_LOG_HAS_IT(BY_A_STEP, () -> MinerBugs.acknowledges(true)),
    MINER_TAKES_A_FAILURE_FOR_SUCCESS(BY_A_STEP, () -> MinerBugs.acknowledges(false)),
    MINER_STOPS_AT_A_PAGE_OF_KNOWN_ITEMS(BY_A_STEP, MinerBugs::stopsAtKnownPage),
    MINER_STOPS_AT_AN_EMPTY_PAGE(BY_A_STEP, MinerBugs::takesAnEmptyPageForTheEnd),
    MINER_BELIEVES_ONE_EMPTY_ANSWER(BY_A_STEP, MinerBugs::believesOneEmptyAnswer, EMPTY_ANSWER),
    MINER_SENDS_WHAT_NO_RECORD_TAKES(AT_THE_END, MinerBugs::sendsWhatNoRecordTakes, LARGE_ITEM),
    MINER_KEEPS_NO_LETTER_OF_WHAT_IT_REFUSES(BY_A_STEP, MinerBugs::keepsNoLetters, LARGE_ITEM),
    MINER_STOPS_AT_A_SHORT_PAGE(BY_A_STEP, MinerBugs::takesAShortPageForTheEnd),
    MINER_TAKES_A_LOOP_FOR_THE_END(BY_A_STEP, MinerBugs::takesALoopForTheEnd),
    MINER_PAGE_COVERS_ITS_EDGE(BY_A_STEP, MinerBugs::coversItsEdge),
    MINER_PAGE_COVERS_THE_TASK(BY_A_STEP, MinerBugs::coversTheTaskAtOnce),
    MINER_SKIPS_AN_ITEM(BY_A_STEP, MinerBugs::skipsTheFirstItem),
    MINER_IGNORES_THROTTLING(BY_A_STEP, MinerBugs::ignoresThrottling),
    MINER_CLAIMS_WHAT_A_LISTING_DOES_NOT_SHOW(BY_A_STEP, MinerBugs::claimsAllAspects),
    MINER_DELETES_ON_SUSPICION(BY_A_STEP, MinerBugs::deletesOnSuspicion),

    SCHEDULER_IGNORES_SHORT_GAPS(AT_THE_END, SchedulerBugs::ignoresShortGaps),
    SCHEDULER_IGNORES_OLD_GAPS(AT_THE_END, SchedulerBugs::ignoresOldGaps),
    SCHEDULER_LETS_A_STRAGGLER_CANCEL_A_GAP(AT_THE_END, SchedulerBugs::cancelledByAStraggler),
    SCHEDULER_DOES_NOT_WAIT_TO_SETTLE(BY_A_STEP, SchedulerBugs::doesNotWaitToSettle),
    SCHEDULER_TAKES_A_FAILED_SLICE_FOR_DONE(AT_THE_END, SchedulerBugs::failedIsOver),
    SCHEDULER_WAITS_BY_THE_MINERS_CLOCK(AT_THE_END, SchedulerBugs::waitsByTheMinersClock, MINER_AHEAD, THROTTLED),
    SCHEDULER_IGNORES_EPOCHS(BY_A_STEP, SchedulerBugs::ignoresEpochs),
    SCHEDULER_LEAVES_LIVE_STREAMS_TO_THE_SWEEP(AT_THE_END, SchedulerBugs::leavesLiveStreamsToTheSweep),
    SCHEDULER_DOES_NOT_LOOK_AT_ITS_TOKEN(BY_A_STEP, SchedulerBugs::doesNotLookAtItsToken, PAUSE, TWO_PLANNERS),
    SCHEDULER_LEASES_NEVER_END(AT_THE_END, SchedulerBugs::leasesNeverEnd),

    LEDGER_HAS_NO_VERSION_GUARD(BY_A_STEP, LedgerBugs::withoutVersionGuard),
    LEDGER_DROPS_TOMBSTONES(BY_A_STEP, LedgerBugs::withoutTombstones),
    LEDGER_LETS_LIVE_WIN(BY_A_STEP, LedgerBugs::liveAlwaysWins),
    LEDGER_KNOWS_ITEMS_BY_ID_ALONE(AT_THE_END, LedgerBugs::knowsItemsByTheirIdAlone),
    LEDGER_DECIDES_REDELIVERIES_ANEW(AT_THE_END, LedgerBugs::decidesRedeliveriesAnew),
    LEDGER_TAKES_DUPLICATES_FOR_CHANGES(BY_A_STEP, LedgerBugs::takesDuplicatesForChanges),
    CACHE_IS_TRUSTED(AT_THE_END, LedgerBugs::trustsTheCache),
    CACHE_ANSWERS_THE_RECORD_ITSELF(AT_THE_END, LedgerBugs::cacheAnswersTheRecordItself),
    PROCESSOR_SAYS_HOW_FAR_BEFORE_IT_IS(AT_THE_END, LedgerBugs::saysHowFarItIsBeforeItIs),
    PROCESSOR_PUBLISHES_WHAT_IT_HAS_LOST(BY_A_STEP, LedgerBugs::publishesWhatItHasLost, PAUSE),

    COVERAGE_COUNTS_OPEN_WINDOWS_TO_NOW(AT_THE_END, LedgerBugs::openWindowsReachToNow),
    COVERAGE_IGNORES_DOUBTS(AT_THE_END, LedgerBugs::ignoresDoubts),
    COVERAGE_BRIDGES_GAPS(AT_THE_END, LedgerBugs::bridgesGaps),

    COVERAGE_HOLDS_WHAT_IS_CLAIMED(BY_A_STEP, FloorBugs::holdsWhatIsClaimed),
    COVERAGE_HOLDS_WHAT_STANDS_ON_LOST_RECORDS(AT_THE_END, FloorBugs::keepsWhatStandsOnLostRecords, EXPIRED),
    FLOOR_PASSES_OVER_LOST_RECORDS(BY_A_STEP, FloorBugs::notesNoLostRecords, EXPIRED),
    FLOOR_RISES_OVER_A_BREAK(BY_A_STEP, FloorBugs::risesOverABreak, OLDER_DATABASE),
    PROCESSOR_BELIEVES_FORGOTTEN_OFFSETS(BY_A_STEP, FloorBugs::believesTheLogAlone, FORGOTTEN_OFFSETS),
    PROCESSOR_BELIEVES_OFFSETS_OF_A_NEWER_DATABASE(AT_THE_END, FloorBugs::believesTheLogAlone, OLDER_DATABASE),
    PROCESSOR_PUBLISHES_WHAT_IT_DECIDES_AGAIN(BY_A_STEP, FloorBugs::publishesWhatItDecidesAgain, OLDER_DATABASE),
    PROCESSOR_DOES_NOT_LEARN_OF_PARTITIONS(AT_THE_END, FloorBugs::doesNotLearnOfPartitions, MORE_PARTITIONS),
    CAPTURE_REPORTS_STAND_ON_NOTHING(BY_A_STEP, () -> FloorBugs.capturesStandOn(spans -> List.of())),
    CAPTURE_REPORTS_FORGET_WHERE_THEY_BEGAN(
            AT_THE_END, () -> FloorBugs.capturesStandOn(FloorBugs::withoutBeginning), EXPIRED),
    MINER_REPORTS_STAND_ON_NOTHING(BY_A_STEP, () -> FloorBugs.minesStandOn(spans -> List.of())),
    SCHEDULER_BELIEVES_ONE_ANSWER_THAT_HISTORY_IS_GONE(AT_THE_END, SchedulerBugs::goneIsOver, GONE),

    REPLICA_BEGINS_BEFORE_IT_HAS_READ_THE_STOPS(BY_A_STEP, StopBugs::beginsUnheard, STOP, KILL),
    STOP_AFTER_A_RECOVERY_IS_BELIEVED_OBEYED(BY_A_STEP, StopBugs::believesOldReceipts, STOP),
    SCHEDULER_IGNORES_GENERATIONS_OF_A_NEWER_DATABASE(
            AT_THE_END, StopBugs::ignoresLaterGenerations, STOP, OLDER_DATABASE);

    /** Who finds it. */
    enum Found {
        /** An invariant that is looked at at each step. */
        BY_A_STEP,

        /** The oracle, when everything has come through. */
        AT_THE_END,

        /** The waiting for lateness covers it up; only an exact number in a unit test shows it. */
        BY_A_UNIT_TEST
    }

    private final Found expected;
    private final Supplier<ComponentFactory> core;
    private final FaultKind[] faults;

    /** @param faults under which it is looked for; none for all */
    PlantedMutant(Found expected, Supplier<ComponentFactory> core, FaultKind... faults) {
        this.expected = expected;
        this.core = core;
        this.faults = faults;
    }

    Found expected() {
        return expected;
    }

    boolean isFoundIn(SeedResult outcome) {
        return outcome.violations().stream()
                .anyMatch(violation -> violation.rule().tier() == tier());
    }

    /** Of the invariants that find it. */
    Tier tier() {
        return expected == Found.BY_A_STEP ? Tier.STEP : Tier.END;
    }

    ComponentFactory core() {
        return core.get();
    }

    /** How a seed is run with this bug. */
    SeedOptions options() {
        return with(core());
    }

    /** How it is run without. */
    SeedOptions soundOptions() {
        return with(new ComponentFactory());
    }

    private SeedOptions with(ComponentFactory simulated) {
        SeedOptions all = SeedOptions.of(simulated);
        return faults.length == 0 ? all.except(STOP, CONTROL_AWAY) : all.only(faults);
    }
}
