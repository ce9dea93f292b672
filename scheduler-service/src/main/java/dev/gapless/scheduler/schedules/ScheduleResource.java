package dev.gapless.scheduler.schedules;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.text.NameSuggestion;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** When streams are polled, as operators say. */
@RestController
class ScheduleResource {

    /** @param account null for all accounts that have the stream */
    record TriggerRequest(@Nullable String account) {}

    /** @param streams of accounts that are read as soon as may be */
    record TriggerAnswer(int streams) {}

    /**
     * How an account is polled where a schedule is adaptive.
     *
     * @param connected whether its live connection stands and covers a stream
     * @param reliability the share of about the last day in which that was so
     * @param itemsPerDay that mining delivered
     * @param computedAt when that was looked at; null before the first time
     */
    record AccountPolling(
            String source,
            String account,
            long periodSeconds,
            boolean connected,
            double reliability,
            double itemsPerDay,
            @Nullable Instant computedAt) {}

    private final StreamScheduleRepository schedules;
    private final ScheduleEffects effects;
    private final AdaptivePollLedger adaptive;
    private final AdaptivePollProperties properties;
    private final SourceCatalog sources;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    ScheduleResource(
            StreamScheduleRepository schedules,
            ScheduleEffects effects,
            AdaptivePollLedger adaptive,
            AdaptivePollProperties properties,
            SourceCatalog sources,
            PlannedCalls calls,
            DatabaseClock clock) {
        this.schedules = schedules;
        this.effects = effects;
        this.adaptive = adaptive;
        this.properties = properties;
        this.sources = sources;
        this.calls = calls;
        this.clock = clock;
    }

    /** Those that were set. All other streams are polled as their manifests say. */
    @GetMapping("/v1/schedules")
    List<ScheduleView> list(CallerSources own) {
        Instant now = clock.instant();
        return schedules.findAll().stream()
                .map(schedule -> ScheduleView.of(schedule, now))
                .filter(schedule -> own.include(schedule.source()))
                .sorted(Comparator.comparing(ScheduleView::source).thenComparing(ScheduleView::stream))
                .toList();
    }

    @GetMapping("/v1/schedules/{source}/{stream}")
    ScheduleView find(@PathVariable String source, @PathVariable String stream) {
        ScheduledStream name = requireKnown(source, stream);
        return ScheduleView.of(require(name), clock.instant());
    }

    /** From now on, of all accounts. */
    @PutMapping("/v1/schedules/{source}/{stream}")
    ScheduleView set(
            @PathVariable String source,
            @PathVariable String stream,
            @RequestBody ScheduleRequest request,
            CallConditions asked,
            Principal caller) {
        ScheduledStream name = requireKnown(source, stream);
        Instant now = clock.instant();
        PollRule rule = request.rule(now);
        requireWithinRetention(name, rule, now);
        try {
            return calls.call("set-schedule", asked, told -> {
                StreamSchedule before = schedules.findById(name).orElse(null);
                requireVersion(request.version(), before);
                told.effect("source", source);
                told.effect("stream", stream);
                told.effect(
                        "before",
                        before == null ? "the manifest's" : before.rule().toString());
                told.effect("schedule", rule.toString());
                StreamSchedule changed =
                        before == null ? new StreamSchedule(name, rule, now, caller.getName()) : before;
                changed.change(rule, now, caller.getName());
                ScheduleView view = ScheduleView.of(schedules.saveAndFlush(changed), now);
                effects.changed(name, view.next().isEmpty() ? null : view.next().getFirst(), now);
                return view;
            });
        } catch (OptimisticLockingFailureException | DataIntegrityViolationException e) {
            throw changedMeanwhile();
        }
    }

    /**
     * What comes between two polls must still be listed at the second. Where no connection hears it, it is lost else.
     */
    private void requireWithinRetention(ScheduledStream name, PollRule rule, Instant now) {
        Duration retention = sources.spec(name.source())
                .map(spec -> spec.streams().get(name.stream()))
                .map(stream -> stream.retention())
                .orElse(null);
        if (retention == null || retention.isZero()) {
            return;
        }
        Duration apart = rule.tooFarApart(properties.max(), retention, now);
        if (apart != null) {
            throw ApiProblem.unprocessable(
                    "schedule: polls %s apart (expected: less than the retention of %s, %s)"
                            .formatted(apart, name.stream(), retention),
                    "Poll more often. What comes and is forgotten between two polls cannot be read.");
        }
    }

    private static void requireVersion(@Nullable Long wanted, @Nullable StreamSchedule before) {
        if (wanted != null && (before == null || before.version() != wanted)) {
            throw changedMeanwhile();
        }
    }

    private static ErrorResponseException changedMeanwhile() {
        return ApiProblem.conflict(
                "version: not that of the schedule (expected: the one that was read)",
                "Another caller has changed it. Read it again.");
    }

    /** It is polled as its manifest says again. */
    @DeleteMapping("/v1/schedules/{source}/{stream}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String source, @PathVariable String stream, CallConditions asked) {
        ScheduledStream name = requireKnown(source, stream);
        calls.run("remove-schedule", asked, told -> {
            StreamSchedule before = require(name);
            told.effect("source", source);
            told.effect("stream", stream);
            told.effect("before", before.rule().toString());
            schedules.delete(before);
            schedules.flush();
            effects.changed(name, null, clock.instant());
        });
    }

    /** What there is up to now is read as soon as limits allow it. What a live connection covers is not read again. */
    @PostMapping("/v1/schedules/{source}/{stream}:trigger")
    TriggerAnswer trigger(
            @PathVariable String source,
            @PathVariable String stream,
            @RequestBody TriggerRequest request,
            CallConditions asked) {
        ScheduledStream name = requireKnown(source, stream);
        return calls.call("trigger-poll", asked, told -> {
            int streams = effects.trigger(name, request.account(), clock.instant());
            if (streams == 0) {
                throw ApiProblem.notFound(
                        "account: %s (expected: one that follows %s/%s)"
                                .formatted(request.account() == null ? "none" : request.account(), source, stream),
                        "GET /v1/accounts lists them.");
            }
            told.effect("source", source);
            told.effect("stream", stream);
            told.figure("streams", (double) streams);
            return new TriggerAnswer(streams);
        });
    }

    /** How often its streams are polled where their schedules are adaptive, and why. */
    @GetMapping("/v1/accounts/{source}/{account}/polling")
    AccountPolling polling(@PathVariable String source, @PathVariable String account) {
        AdaptivePoll poll = adaptive.find(source, account);
        if (poll == null) {
            throw ApiProblem.notFound(
                    "account: %s/%s (expected: one of a source with an adaptive schedule)".formatted(source, account),
                    "Accounts are looked at every %s.".formatted(properties.interval()));
        }
        Duration period = properties.period(poll.connected(), poll.reliability(), poll.itemsPerDay());
        return new AccountPolling(
                source,
                account,
                period.toSeconds(),
                poll.connected(),
                poll.reliability(),
                poll.itemsPerDay(),
                poll.at());
    }

    private StreamSchedule require(ScheduledStream name) {
        return schedules
                .findById(name)
                .orElseThrow(() -> ApiProblem.notFound(
                        "schedule: %s/%s (expected: one that was set)".formatted(name.source(), name.stream()),
                        "GET /v1/schedules lists them. This stream is polled as its manifest says."));
    }

    private ScheduledStream requireKnown(String source, String stream) {
        SourceSpec spec = sources.spec(source).orElseThrow(() -> UnknownSource.refusal(source, sources.names()));
        SortedSet<String> streams = new TreeSet<>(spec.streams().keySet());
        if (!streams.contains(stream)) {
            throw ApiProblem.notFound(
                    "stream: %s/%s (expected: one of %s)".formatted(source, stream, streams),
                    "GET /v1/sources/%s lists them.%s".formatted(source, NameSuggestion.question(stream, streams)));
        }
        return new ScheduledStream(source, stream);
    }
}
