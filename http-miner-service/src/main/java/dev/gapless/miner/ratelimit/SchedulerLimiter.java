package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the scheduler, which counts calls in its database. Only durations travel, so clocks need not agree. */
final class SchedulerLimiter implements StandbyLimiter {

    /** A credential, as the scheduler names it. */
    record Holder(String account, boolean pooled) {

        static Holder of(RateLimitKey key) {
            return new Holder(key.account(), key.pooled());
        }
    }

    record AdmissionQuestion(
            String source,
            List<Holder> holders,
            long intervalMicros,
            long burst,
            long patienceMicros,
            long notFullBeforeMicros) {}

    /** @param pausedMicros of each holder; zero or less without a pause */
    record AdmissionAnswer(
            boolean granted, int holder, long waitMicros, long untilFullMicros, List<Long> pausedMicros) {}

    record PauseNote(String source, Holder holder, long micros) {}

    private final RestClient scheduler;
    private final Clock clock;

    SchedulerLimiter(RestClient scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @Override
    public StandbyPermit admit(
            List<RateLimitKey> credentials, RateLimit pace, Duration patience, Duration notFullBefore) {
        AdmissionAnswer answer = post(
                "/internal/v1/call-budget:admit",
                new AdmissionQuestion(
                        credentials.getFirst().source(),
                        credentials.stream().map(Holder::of).toList(),
                        pace.intervalMicros(),
                        pace.burst(),
                        micros(patience),
                        micros(notFullBefore)),
                AdmissionAnswer.class);
        Instant now = clock.instant();
        Instant turn = now.plus(answer.waitMicros(), ChronoUnit.MICROS);
        Map<RateLimitKey, Instant> pauses = new HashMap<>();
        for (int i = 0; i < credentials.size(); i++) {
            if (answer.pausedMicros().get(i) > 0) {
                pauses.put(credentials.get(i), now.plus(answer.pausedMicros().get(i), ChronoUnit.MICROS));
            }
        }
        CallPermit permit = answer.granted() ? new Granted(credentials.get(answer.holder()), turn) : new Denied(turn);
        return new StandbyPermit(permit, Duration.of(answer.untilFullMicros(), ChronoUnit.MICROS), pauses);
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        long micros = ChronoUnit.MICROS.between(clock.instant(), until);
        if (micros > 0) {
            post("/internal/v1/call-budget:pause", new PauseNote(key.source(), Holder.of(key), micros), Object.class);
        }
    }

    private <T> T post(String path, Object question, Class<T> form) {
        try {
            T answer = scheduler
                    .post()
                    .uri(path)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(question)
                    .retrieve()
                    .body(form);
            if (answer == null) {
                throw new StandbyAwayException("the scheduler answered nothing", new IllegalStateException(path));
            }
            return answer;
        } catch (RestClientException e) {
            throw new StandbyAwayException("the scheduler does not answer", e);
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
