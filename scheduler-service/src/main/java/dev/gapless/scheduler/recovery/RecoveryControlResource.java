package dev.gapless.scheduler.recovery;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.CallEffects;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.stops.StopService;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Gradual recovery for operators. */
@RestController
class RecoveryControlResource {

    /** @param stop id of the stop that is to be ended part by part; may be left out while one stop alone holds */
    record RecoverRequest(@Nullable UUID stop, @Nullable String reason) {}

    /** Why an operator steers a run. */
    record SteerRequest(@Nullable String reason) {}

    /**
     * What an operator does to a run.
     *
     * @param call its name for safety rules
     * @param event its name in the run's history
     * @param change of the run, for the reason that is given
     */
    private record Steering(String call, String event, BiFunction<RecoveryRun, String, RecoveryRun> change) {}

    private final RecoveryRunLedger runs;
    private final StopService stops;
    private final RecoveryGates gates;
    private final PlannedCalls calls;
    private final GradualRecoveryProperties properties;
    private final DatabaseClock clock;

    RecoveryControlResource(
            RecoveryRunLedger runs,
            StopService stops,
            RecoveryGates gates,
            PlannedCalls calls,
            GradualRecoveryProperties properties,
            DatabaseClock clock) {
        this.runs = runs;
        this.stops = stops;
        this.gates = gates;
        this.calls = calls;
        this.properties = properties;
        this.clock = clock;
    }

    @PostMapping("/v1/control:recover")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RecoveryRunView recover(
            @RequestBody RecoverRequest request, CallConditions asked, CallerSources own, Principal caller) {
        String reason = reason(request.reason());
        String stop = stop(request.stop(), own);
        Instant now = clock.instant();
        RecoveryRun run =
                RecoveryRun.begin(UUID.randomUUID().toString(), stop, properties.phases(), runs.batches(stop), now);
        try {
            calls.run("recover", asked, told -> {
                runs.insert(run);
                told.effect("stop", stop);
                told.effect("phases", names(run.phases()));
                told.effect("releases", run.release());
                told.figure("leastSeconds", (double) run.left(now).toSeconds());
                runs.note(
                        run,
                        new RecoveryEvent(
                                now, caller.getName(), "BEGUN", run.present().name(), reason));
                stops.release(stop, run.release());
            });
        } catch (DuplicateKeyException e) {
            throw ApiProblem.conflict(
                    "stop: %s has a recovery that has not ended (expected: none)".formatted(stop),
                    "GET /v1/control/recoveries shows the run; abort it to begin anew.");
        }
        return view(run);
    }

    private static List<String> names(List<RecoveryPhase> phases) {
        return phases.stream().map(RecoveryPhase::name).toList();
    }

    private String stop(@Nullable UUID wanted, CallerSources own) {
        List<String> holding = stops.holding(own);
        if (wanted != null && holding.contains(wanted.toString())) {
            return wanted.toString();
        }
        if (wanted == null && holding.size() == 1) {
            return holding.getFirst();
        }
        throw ApiProblem.conflict(
                "stop: %s (expected: one that holds, of %s)".formatted(wanted, holding),
                "GET /v1/stops lists those that hold.");
    }

    @GetMapping("/v1/control/recoveries")
    List<RecoveryRunView> list(CallerSources own) {
        return runs.all().stream()
                .filter(run -> stops.isOf(run.stop(), own))
                .map(this::view)
                .toList();
    }

    @GetMapping("/v1/control/recoveries/{id}")
    RecoveryRunView run(@PathVariable UUID id, CallerSources own) {
        return view(find(id, own));
    }

    /** What is released stays released. */
    @PostMapping("/v1/control/recoveries/{id}:pause")
    RecoveryRunView pause(
            @PathVariable UUID id, @RequestBody SteerRequest request, CallConditions asked, Principal caller) {
        return steer(
                id,
                request,
                asked,
                caller,
                new Steering("pause-recovery", "PAUSED", (run, reason) -> run.with(RecoveryRunState.PAUSED, reason)));
    }

    /** The gates of the present phase are asked again. */
    @PostMapping("/v1/control/recoveries/{id}:resume")
    RecoveryRunView resume(
            @PathVariable UUID id, @RequestBody SteerRequest request, CallConditions asked, Principal caller) {
        return steer(
                id,
                request,
                asked,
                caller,
                new Steering("resume-recovery", "RESUMED", (run, _) -> run.with(RecoveryRunState.RUNNING, null)));
    }

    /** The next phase, or batch, begins without the word of the gates. */
    @PostMapping("/v1/control/recoveries/{id}:skip")
    RecoveryRunView skip(
            @PathVariable UUID id, @RequestBody SteerRequest request, CallConditions asked, Principal caller) {
        Instant now = clock.instant();
        return steer(
                id,
                request,
                asked,
                caller,
                new Steering("skip-recovery-phase", "SKIPPED", (run, _) -> run.goOn(runs.batches(run.stop()), now)));
    }

    /** Everything is stopped again as before the run. */
    @PostMapping("/v1/control/recoveries/{id}:abort")
    RecoveryRunView abort(
            @PathVariable UUID id, @RequestBody SteerRequest request, CallConditions asked, Principal caller) {
        return steer(
                id,
                request,
                asked,
                caller,
                new Steering("abort-recovery", "ABORTED", (run, reason) -> run.with(RecoveryRunState.ABORTED, reason)));
    }

    private RecoveryRunView steer(
            UUID id, SteerRequest request, CallConditions asked, Principal caller, Steering steering) {
        String reason = reason(request.reason());
        calls.run(steering.call(), asked, told -> {
            RecoveryRun before = find(id, CallerSources.current());
            if (before.state().isOver()) {
                throw ApiProblem.conflict(
                        "state: %s (expected: RUNNING, HELD or PAUSED)".formatted(before.state()),
                        "A run that has ended cannot go on; begin another one.");
            }
            RecoveryRun after = steering.change().apply(before, reason);
            if (after.state() != RecoveryRunState.ABORTED
                    && !stops.lockReleased(before.stop(), before.release())
                    && stops.holds(before.stop())) {
                throw ApiProblem.conflict(
                        "stop: %s was requested again (expected: no request after the run began)"
                                .formatted(before.stop()),
                        "The run ends by itself; begin another one.");
            }
            if (!runs.update(after)) {
                throw ApiProblem.conflict(
                        "run: %s has just changed (expected: the state that was read)".formatted(id),
                        "Read the run again, and repeat the call.");
            }
            Instant now = clock.instant();
            runs.note(
                    after,
                    new RecoveryEvent(
                            now,
                            caller.getName(),
                            steering.event(),
                            before.present().name(),
                            reason));
            if (after.state() == RecoveryRunState.COMPLETED) {
                stops.endRecovered(after.stop(), "recovery " + id, caller.getName());
            } else {
                stops.release(after.stop(), after.release());
            }
            tell(before, after, told);
            gates.limitedPercent(now).ifPresent(percent -> told.figure("limitedSlicesPercent", percent));
        });
        return view(find(id, CallerSources.current()));
    }

    private static void tell(RecoveryRun before, RecoveryRun after, CallEffects told) {
        told.effect("run", before.id());
        told.effect("stop", before.stop());
        told.effect("state", before.state().name());
        told.effect("phase", before.present().name());
        told.effect("through", before.through());
        told.effect("nextState", after.state().name());
        told.effect("nextPhase", after.present().name());
        told.effect("releases", after.release());
    }

    /** That of a stop of another tenant does not exist. */
    private RecoveryRun find(UUID id, CallerSources own) {
        return runs.find(id.toString())
                .filter(run -> stops.isOf(run.stop(), own))
                .orElseThrow(() -> ApiProblem.notFound(
                        "run: %s (expected: the id of a recovery)".formatted(id),
                        "GET /v1/control/recoveries lists them."));
    }

    private RecoveryRunView view(RecoveryRun run) {
        return RecoveryRunView.of(run, runs.events(run.id()), clock.instant());
    }

    private static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw ApiProblem.unprocessable("reason: missing (expected: a sentence)", "Say why, for other operators.");
        }
        return reason;
    }
}
