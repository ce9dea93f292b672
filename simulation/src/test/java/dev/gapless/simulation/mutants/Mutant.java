package dev.gapless.simulation.mutants;

import static dev.gapless.simulation.faults.FaultKind.CLOCK_JUMP;
import static dev.gapless.simulation.faults.FaultKind.CRASH;
import static dev.gapless.simulation.faults.FaultKind.DROP;
import static dev.gapless.simulation.faults.FaultKind.PAUSE;
import static dev.gapless.simulation.faults.FaultKind.THROTTLED;
import static dev.gapless.simulation.oracle.Rule.Tier.END;
import static dev.gapless.simulation.oracle.Rule.Tier.STEP;

import dev.gapless.simulation.Options;
import dev.gapless.simulation.core.Core;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.oracle.Rule.Tier;
import java.util.function.Supplier;

/** Each bug, and when it was expected to be found before it was tried. */
enum Mutant {
    CAPTURE_CLAIMS_BEFORE_THE_LOG_HAS_IT(STEP, () -> CaptureBugs.acknowledges(true)),
    CAPTURE_TAKES_A_FAILURE_FOR_SUCCESS(STEP, () -> CaptureBugs.acknowledges(false)),
    CAPTURE_MARKS_THE_LATEST_ACKNOWLEDGEMENT(STEP, CaptureBugs::latestAcknowledgement),
    CAPTURE_WINDOW_STARTS_AT_CONNECT(STEP, CaptureBugs::startsAtConnect),
    CAPTURE_WINDOW_ENDS_ONE_TOO_LATE(STEP, () -> CaptureBugs.reporting((to, sent) -> to + 1, false)),
    CAPTURE_WINDOW_CLOSES_WHEN_IT_IS_DISCOVERED(STEP, () -> CaptureBugs.reporting((to, sent) -> sent, true)),
    CAPTURE_WINDOW_REACHES_TO_NOW(STEP, () -> CaptureBugs.reporting((to, sent) -> sent, false)),
    CAPTURE_DOES_NOT_WAIT_FOR_LATENESS(STEP, () -> CaptureBugs.claiming((to, now) -> to + 250_000)),
    CAPTURE_CLAIMS_UP_TO_THE_ARRIVAL(STEP, () -> CaptureBugs.claiming((to, now) -> now)),
    CAPTURE_TRUSTS_SILENCE(STEP, CaptureBugs::trustsSilence),

    MINER_CLAIMS_BEFORE_THE_LOG_HAS_IT(STEP, () -> MinerBugs.acknowledges(true)),
    MINER_TAKES_A_FAILURE_FOR_SUCCESS(STEP, () -> MinerBugs.acknowledges(false)),
    MINER_STOPS_AT_A_PAGE_OF_KNOWN_ITEMS(STEP, MinerBugs::stopsAtKnownPage),
    MINER_STOPS_AT_AN_EMPTY_PAGE(STEP, MinerBugs::takesAnEmptyPageForTheEnd),
    MINER_STOPS_AT_A_SHORT_PAGE(STEP, MinerBugs::takesAShortPageForTheEnd),
    MINER_TAKES_A_LOOP_FOR_THE_END(STEP, MinerBugs::takesALoopForTheEnd),
    MINER_PAGE_COVERS_ITS_EDGE(STEP, MinerBugs::coversItsEdge),
    MINER_PAGE_COVERS_THE_TASK(STEP, MinerBugs::coversTheTaskAtOnce),
    MINER_SKIPS_AN_ITEM(STEP, MinerBugs::skipsTheFirstItem),
    MINER_IGNORES_THROTTLING(STEP, MinerBugs::ignoresThrottling),

    SCHEDULER_IGNORES_SHORT_GAPS(END, SchedulerBugs::ignoresShortGaps),
    SCHEDULER_IGNORES_OLD_GAPS(END, SchedulerBugs::ignoresOldGaps),
    SCHEDULER_LETS_A_STRAGGLER_CANCEL_A_GAP(END, SchedulerBugs::cancelledByAStraggler),
    SCHEDULER_DOES_NOT_WAIT_TO_SETTLE(STEP, SchedulerBugs::doesNotWaitToSettle),
    SCHEDULER_TAKES_A_FAILED_SLICE_FOR_DONE(END, SchedulerBugs::failedIsOver),
    SCHEDULER_WAITS_BY_THE_MINERS_CLOCK(END, SchedulerBugs::waitsByTheMinersClock, CLOCK_JUMP, THROTTLED),
    SCHEDULER_IGNORES_EPOCHS(STEP, SchedulerBugs::ignoresEpochs),
    SCHEDULER_LEASES_NEVER_END(END, SchedulerBugs::leasesNeverEnd),

    LEDGER_HAS_NO_VERSION_GUARD(STEP, LedgerBugs::withoutVersionGuard),
    LEDGER_DROPS_TOMBSTONES(STEP, LedgerBugs::withoutTombstones),
    LEDGER_LETS_LIVE_WIN(STEP, LedgerBugs::liveAlwaysWins),
    LEDGER_KNOWS_ITEMS_BY_ID_ALONE(END, LedgerBugs::knowsItemsByTheirIdAlone),
    LEDGER_DECIDES_REDELIVERIES_ANEW(END, LedgerBugs::decidesRedeliveriesAnew),
    LEDGER_TAKES_DUPLICATES_FOR_CHANGES(STEP, LedgerBugs::takesDuplicatesForChanges),
    CACHE_IS_TRUSTED(END, LedgerBugs::trustsTheCache),
    CACHE_ANSWERS_THE_RECORD_ITSELF(END, LedgerBugs::cacheAnswersTheRecordItself),
    PROCESSOR_SAYS_HOW_FAR_BEFORE_IT_IS(END, LedgerBugs::saysHowFarItIsBeforeItIs),
    PROCESSOR_PUBLISHES_WHAT_IT_HAS_LOST(STEP, LedgerBugs::publishesWhatItHasLost),
    PROCESSOR_NOTES_NO_HISTORY(STEP, LedgerBugs::doesNotNoteHistory, CRASH, PAUSE, DROP),

    COVERAGE_COUNTS_OPEN_WINDOWS_TO_NOW(END, LedgerBugs::openWindowsReachToNow),
    COVERAGE_IGNORES_DOUBTS(END, LedgerBugs::ignoresDoubts),
    COVERAGE_BRIDGES_GAPS(END, LedgerBugs::bridgesGaps),
    COVERAGE_COUNTS_ONE_ASPECT_FOR_ALL(END, LedgerBugs::oneAspectForAll);

    private final Tier expected;
    private final Supplier<Core> core;
    private final FaultKind[] faults;

    /** @param faults under which it is looked for; none for all */
    Mutant(Tier expected, Supplier<Core> core, FaultKind... faults) {
        this.expected = expected;
        this.core = core;
        this.faults = faults;
    }

    Tier expected() {
        return expected;
    }

    /** How a seed is run with this bug. */
    Options options() {
        return with(core.get());
    }

    /** How it is run without. */
    Options soundOptions() {
        return with(new Core());
    }

    private Options with(Core simulated) {
        Options all = Options.of(simulated);
        return faults.length == 0 ? all : all.only(faults);
    }
}
