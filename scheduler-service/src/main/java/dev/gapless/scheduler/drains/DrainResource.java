package dev.gapless.scheduler.drains;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.scheduler.drains.DrainRun.DrainMark;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Drains for operators. */
@RestController
class DrainResource {

    private static final Logger LOG = LoggerFactory.getLogger(DrainResource.class);
    private static final int MAX_REASON = 1_000;
    private static final Duration MAX_TIME = Duration.ofDays(1);

    /**
     * What an operator wants drained.
     *
     * @param classes {@code critical}, {@code normal} or {@code bulk}, in their order; {@code critical} alone unless
     *     they are given
     * @param maxSeconds after so long it ends in any case; {@code gapless.scheduler.drain.max-time} unless it is given
     */
    record DrainRequest(
            @Nullable List<@Nullable String> classes,
            @Nullable Long maxSeconds,
            @Nullable String reason) {}

    /** Why an operator ends a drain. */
    record CancelRequest(@Nullable String reason) {}

    private final DrainLedger drains;
    private final DrainFronts fronts;
    private final ClassBacklogs backlogs;
    private final PlannedCalls calls;
    private final DrainProperties properties;
    private final DatabaseClock clock;

    DrainResource(
            DrainLedger drains,
            DrainFronts fronts,
            ClassBacklogs backlogs,
            PlannedCalls calls,
            DrainProperties properties,
            DatabaseClock clock) {
        this.drains = drains;
        this.fronts = fronts;
        this.backlogs = backlogs;
        this.calls = calls;
        this.properties = properties;
        this.clock = clock;
    }

    /** A drain of the same classes that runs already is that drain. */
    @PostMapping("/v1/control:drain")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DrainView drain(@RequestBody DrainRequest request, CallConditions asked, Principal caller) {
        List<PriorityClass> classes = classes(request.classes());
        Duration time = time(request.maxSeconds());
        String reason = reason(request.reason());
        Instant now = clock.instant();
        List<ClassBacklog> backlog = backlogs.read(now);
        DrainRun wanted = new DrainRun(
                UUID.randomUUID().toString(),
                classes,
                classes.stream().map(each -> due(backlog, each)).toList(),
                new DrainMark(now, caller.getName(), reason),
                now.plus(time),
                null,
                DrainState.RUNNING,
                null);
        try {
            DrainRun begun = calls.call("drain", asked, told -> {
                Optional<DrainRun> running = drains.running();
                told.effect("classes", classes);
                told.effect("running", running.map(DrainRun::id).orElse(null));
                for (ClassBacklog each : backlog) {
                    told.figure("due" + each.priorityClass().name(), (double) each.due());
                }
                told.figure(
                        "othersForgottenMeanwhile", (double) backlogs.othersForgottenBefore(wanted.endsAt(), classes));
                if (running.isEmpty()) {
                    drains.insert(wanted);
                    return wanted;
                }
                if (!running.get().classes().equals(classes)) {
                    throw another();
                }
                return running.get();
            });
            if (begun.equals(wanted)) {
                LOG.warn(
                        "drain-begun drain={} classes={} by={} reason=\"{}\"",
                        begun.id(),
                        classes,
                        caller.getName(),
                        reason);
            }
            return view(begun);
        } catch (DuplicateKeyException e) {
            throw another();
        }
    }

    private static long due(List<ClassBacklog> backlog, PriorityClass wanted) {
        return backlog.stream()
                .filter(each -> each.priorityClass() == wanted)
                .mapToLong(ClassBacklog::due)
                .sum();
    }

    private static ErrorResponseException another() {
        return ApiProblem.conflict(
                "drain: another drain runs (expected: none, or one of the same classes)",
                "GET /v1/control/drains shows it; cancel it to begin another one.");
    }

    private static List<PriorityClass> classes(@Nullable List<@Nullable String> words) {
        if (words == null || words.isEmpty()) {
            return List.of(PriorityClass.CRITICAL);
        }
        List<PriorityClass> classes =
                words.stream().flatMap(word -> PriorityClass.of(word).stream()).toList();
        if (classes.size() < words.size() || new HashSet<>(classes).size() < classes.size()) {
            throw ApiProblem.unprocessable(
                    "classes: %s (expected: some of %s, each once)"
                            .formatted(words, Arrays.toString(PriorityClass.values())),
                    "Name them in the order in which their work goes first.");
        }
        return classes;
    }

    private Duration time(@Nullable Long seconds) {
        if (seconds == null) {
            return properties.maxTime();
        }
        if (seconds < 1 || seconds > MAX_TIME.toSeconds()) {
            throw ApiProblem.unprocessable(
                    "maxSeconds: %d (expected: 1 to %d)".formatted(seconds, MAX_TIME.toSeconds()),
                    "Leave it out for the configured time.");
        }
        return Duration.ofSeconds(seconds);
    }

    private static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON) {
            throw ApiProblem.unprocessable(
                    "reason: %s (expected: 1 to %d characters)"
                            .formatted(reason == null || reason.isBlank() ? "missing" : "too long", MAX_REASON),
                    "Say why, for other operators.");
        }
        return reason;
    }

    /** The newest first. */
    @GetMapping("/v1/control/drains")
    List<DrainView> list() {
        Instant now = clock.instant();
        DrainFront front = fronts.front(now).orElse(null);
        List<DrainRun> all = drains.all();
        List<ClassBacklog> backlog =
                all.stream().anyMatch(drain -> drain.state() == DrainState.RUNNING) ? backlogs.read(now) : List.of();
        return all.stream()
                .map(drain -> DrainView.of(drain, front, backlog, now))
                .toList();
    }

    @GetMapping("/v1/control/drains/{id}")
    DrainView find(@PathVariable UUID id) {
        return view(drains.find(id.toString()).orElseThrow(() -> unknown(id)));
    }

    /** Work is handed out in its usual order again. One that has ended stays as it was. */
    @PostMapping("/v1/control/drains/{id}:cancel")
    DrainView cancel(
            @PathVariable UUID id, @RequestBody CancelRequest request, CallConditions asked, Principal caller) {
        String reason = reason(request.reason());
        boolean ended = calls.call("cancel-drain", asked, told -> {
            DrainRun before = drains.find(id.toString()).orElseThrow(() -> unknown(id));
            told.effect("drain", before.id());
            told.effect("classes", before.classes());
            told.effect("ends", before.state() == DrainState.RUNNING);
            return drains.end(
                    before.id(), DrainState.CANCELLED, new DrainMark(clock.instant(), caller.getName(), reason));
        });
        if (ended) {
            LOG.warn(
                    "drain-ended drain={} state={} by={} reason=\"{}\"",
                    id,
                    DrainState.CANCELLED,
                    caller.getName(),
                    reason);
        }
        return find(id);
    }

    private DrainView view(DrainRun drain) {
        Instant now = clock.instant();
        return DrainView.of(drain, fronts.front(now).orElse(null), backlogs.read(now), now);
    }

    private static ErrorResponseException unknown(UUID id) {
        return ApiProblem.notFound(
                "drain: %s (expected: the id of a drain)".formatted(id), "GET /v1/control/drains lists them.");
    }
}
