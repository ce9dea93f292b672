package dev.gapless.scheduler.queues;

import dev.gapless.scheduler.drains.ClassBacklogs;
import dev.gapless.scheduler.time.DatabaseClock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What waits, for operators. */
@RestController
class QueueResource {

    private final QueueSampler queues;
    private final ClassBacklogs classes;
    private final DatabaseClock clock;

    QueueResource(QueueSampler queues, ClassBacklogs classes, DatabaseClock clock) {
        this.queues = queues;
        this.classes = classes;
        this.clock = clock;
    }

    @GetMapping("/v1/control/queues")
    QueueReport report() {
        return new QueueReport(queues.sampledAt(), queues.queues(), classes.read(clock.instant()));
    }
}
