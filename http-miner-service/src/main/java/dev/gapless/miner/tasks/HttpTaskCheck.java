package dev.gapless.miner.tasks;

import dev.gapless.common.message.MiningTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the scheduler. */
final class HttpTaskCheck implements TaskCheck {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTaskCheck.class);

    record Question(String gapId, long epoch) {}

    record Answer(boolean current) {}

    private final RestClient scheduler;

    HttpTaskCheck(RestClient scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Standing of(MiningTask task) {
        try {
            Answer answer = scheduler
                    .post()
                    .uri("/internal/v1/tasks:current")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Question(task.gapId(), task.epoch()))
                    .retrieve()
                    .body(Answer.class);
            if (answer == null) {
                return Standing.UNKNOWN;
            }
            return answer.current() ? Standing.CURRENT : Standing.SUPERSEDED;
        } catch (RestClientException e) {
            LOG.warn(
                    "task-not-looked-up task={} cause={}",
                    task.taskId(),
                    e.getClass().getSimpleName());
            return Standing.UNKNOWN;
        }
    }
}
