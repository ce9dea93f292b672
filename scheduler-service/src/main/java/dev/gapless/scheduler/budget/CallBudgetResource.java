package dev.gapless.scheduler.budget;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.scheduler.budget.CallBudgetLedger.CallAdmission;
import dev.gapless.scheduler.budget.CallBudgetLedger.CallHolder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** For miners that have lost Redis. Only durations travel, so that clocks need not agree. */
@RestController
class CallBudgetResource {

    /**
     * May a call be made?
     *
     * @param holders credentials of which one is enough
     * @param intervalMicros from call to call in the long run
     * @param burst calls that may come at once after a pause
     * @param patienceMicros how long the caller would wait for its turn
     * @param notFullBeforeMicros no budget is full before so long, for calls that were not counted here; less than zero
     *     says nothing
     */
    record AdmissionQuestion(
            String source,
            List<CallHolder> holders,
            long intervalMicros,
            long burst,
            long patienceMicros,
            long notFullBeforeMicros) {

        AdmissionQuestion {
            Objects.requireNonNull(source, "source");
            holders = List.copyOf(holders);
        }
    }

    /** @param micros for so long from now */
    record PauseNote(String source, CallHolder holder, long micros) {

        PauseNote {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(holder, "holder");
        }
    }

    /** @param micros until the end of the pause that holds */
    record PauseAnswer(long micros) {}

    private static final int MOST_HOLDERS = 1_000;

    /** As many as a manifest may allow. */
    private static final long MOST_CALLS = 10_000;

    /** Ten years in µs. Multiplied by MOST_CALLS it still fits 64 bits. */
    private static final long LONGEST = Duration.ofDays(3_650).toSeconds() * 1_000_000;

    private final CallBudgetLedger ledger;

    CallBudgetResource(CallBudgetLedger ledger) {
        this.ledger = ledger;
    }

    @PostMapping("/internal/v1/call-budget:admit")
    CallAdmission admit(@RequestBody AdmissionQuestion asked) {
        requirePossible(asked);
        return ledger.admit(
                asked.source(),
                asked.holders(),
                asked.intervalMicros(),
                asked.burst(),
                asked.patienceMicros(),
                asked.notFullBeforeMicros());
    }

    @PostMapping("/internal/v1/call-budget:pause")
    PauseAnswer pause(@RequestBody PauseNote note) {
        requireWithin("micros", note.micros(), 1, LONGEST);
        return new PauseAnswer(
                ledger.pause(note.source(), note.holder(), Duration.of(note.micros(), ChronoUnit.MICROS)));
    }

    private static void requirePossible(AdmissionQuestion asked) {
        requireWithin("holders", asked.holders().size(), 1, MOST_HOLDERS);
        if (asked.holders().stream().distinct().count() < asked.holders().size()) {
            throw refused("holders: the same credential twice (expected: each once)");
        }
        requireWithin("intervalMicros", asked.intervalMicros(), 1, LONGEST);
        requireWithin("burst", asked.burst(), 1, MOST_CALLS);
        requireWithin("patienceMicros", asked.patienceMicros(), -LONGEST, LONGEST);
        requireWithin("notFullBeforeMicros", asked.notFullBeforeMicros(), -LONGEST, LONGEST);
    }

    private static void requireWithin(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused("%s: %d (expected: %d to %d)".formatted(name, value, least, most));
        }
    }

    private static ErrorResponseException refused(String detail) {
        return ApiProblem.unprocessable(detail, "Send what the miner of this release sends.");
    }
}
