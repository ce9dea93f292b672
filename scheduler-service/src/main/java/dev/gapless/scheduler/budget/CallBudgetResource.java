package dev.gapless.scheduler.budget;

import dev.gapless.scheduler.budget.CallBudgetLedger.CallAdmission;
import dev.gapless.scheduler.budget.CallBudgetLedger.CallHolder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
     * @param notFullBeforeMicros no budget is full before so long, for calls that were not counted here
     */
    record AdmissionQuestion(
            String source,
            List<CallHolder> holders,
            long intervalMicros,
            long burst,
            long patienceMicros,
            long notFullBeforeMicros) {}

    /** @param micros for so long from now */
    record PauseNote(String source, CallHolder holder, long micros) {}

    /** @param micros until the end of the pause that holds */
    record PauseAnswer(long micros) {}

    private final CallBudgetLedger ledger;

    CallBudgetResource(CallBudgetLedger ledger) {
        this.ledger = ledger;
    }

    @PostMapping("/internal/v1/call-budget:admit")
    CallAdmission admit(@RequestBody AdmissionQuestion asked) {
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
        return new PauseAnswer(
                ledger.pause(note.source(), note.holder(), Duration.of(note.micros(), ChronoUnit.MICROS)));
    }
}
