package dev.gapless.scheduler.progress;

import dev.gapless.scheduler.polls.PollId;
import java.util.Objects;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tells miners whether a task still counts: they have no clock to judge its age by, and epochs need none. */
@RestController
class TaskResource {

    /** @param gapId what the task names as its gap */
    record Question(String gapId, long epoch) {

        Question {
            Objects.requireNonNull(gapId, "gapId");
        }
    }

    /** @param current false when progress of the task would change nothing */
    record Answer(boolean current) {}

    private final ProgressLedger ledger;

    TaskResource(ProgressLedger ledger) {
        this.ledger = ledger;
    }

    @PostMapping("/internal/v1/tasks:current")
    Answer current(@RequestBody Question question) {
        return new Answer(isCurrent(question.gapId(), question.epoch()));
    }

    private boolean isCurrent(String gapId, long epoch) {
        if (AuditId.is(gapId)) {
            return ledger.ofPresentAudits(epoch);
        }
        return PollId.parse(gapId)
                .map(stream -> ledger.poll(stream, epoch).isPresent())
                .orElseGet(() -> ledger.standing(gapId, epoch).isPresent());
    }
}
