package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.checkpoint.longrunning.operations.OperationStarter;
import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.position.MicrosecondTime;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The operators' path to the dead letters. Payloads are shown to those only who ask for bytes. */
@RestController
class DeadLetterResource {

    private static final int MAX = 1_000;
    private static final int MAX_AT_ONCE = 10_000;

    /** @param next what to write behind {@code after=} for the next page; null on the last */
    record Page(List<StoredDeadLetter> letters, @Nullable Long next) {}

    /** As it is written in a body. */
    record Chosen(
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream,
            @Nullable String rule,
            @Nullable String from,
            @Nullable String to) {

        DeadLetterFilter filter() {
            return new DeadLetterFilter(source, account, stream, rule, null, instant("from", from), instant("to", to));
        }
    }

    /** @param limit at most so many; null for all */
    record RedriveMany(
            @Nullable Chosen filter,
            @Nullable Boolean dryRun,
            @Nullable Integer limit) {}

    record DiscardOne(@Nullable String reason) {}

    record DiscardMany(
            @Nullable Chosen filter,
            @Nullable String reason,
            @Nullable Boolean dryRun,
            @Nullable Integer limit) {}

    record Discarded(long discarded, boolean dryRun) {}

    private final DeadLetterStore letters;
    private final RedriveService redriver;
    private final OperationStarter operations;
    private final PlannedCalls calls;

    DeadLetterResource(
            DeadLetterStore letters, RedriveService redriver, OperationStarter operations, PlannedCalls calls) {
        this.letters = letters;
        this.redriver = redriver;
        this.operations = operations;
        this.calls = calls;
    }

    @GetMapping("/v1/dead-letters")
    Page list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String stream,
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "-1") long after,
            @RequestParam(defaultValue = "100") String limit,
            CallerSources own) {
        int most = RequestParameters.limit(limit, MAX);
        List<StoredDeadLetter> found = letters.list(
                new DeadLetterFilter(
                        source, account, stream, rule, state(state), instant("from", from), instant("to", to)),
                own.filter(),
                after,
                most);
        return new Page(found, found.size() == most ? found.getLast().id() : null);
    }

    @GetMapping("/v1/dead-letters:summary")
    List<DeadLetterStore.Cause> summary(CallerSources own) {
        return letters.causes().stream()
                .filter(cause -> own.include(cause.source()))
                .toList();
    }

    @GetMapping("/v1/dead-letters/{id}")
    DeadLetterDetails show(@PathVariable long id, CallerSources own) {
        StoredDeadLetter letter = find(id, own);
        DeadLetterContent content = letters.content(id).orElseThrow(() -> unknown(id));
        return DeadLetterDetails.of(letter, content);
    }

    @GetMapping(path = "/v1/dead-letters/{id}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    byte[] bytes(@PathVariable long id, CallerSources own) {
        StoredDeadLetter letter = find(id, own);
        return letters.content(letter.id()).orElseThrow(() -> unknown(id)).value();
    }

    @PostMapping("/v1/dead-letters/{id}:redrive")
    ResponseEntity<?> redrive(@PathVariable long id, CallerSources own, Principal who) {
        return switch (redriver.one(find(id, own).id(), who.getName()).orElseThrow(() -> unknown(id))) {
            case RedriveResult.Done done -> ResponseEntity.ok(done);
            case RedriveResult.Refused refused -> throw ApiProblem.conflict(refused.why(), refused.remedy());
            case RedriveResult.NotSent notSent ->
                throw ApiProblem.unavailable(
                        "Kafka did not take it: " + notSent.cause(), "the letter is as it was; try again");
        };
    }

    /** 202 with the operation's place; with {@code dryRun} 200 and what it would come to. */
    @PostMapping("/v1/dead-letters:redrive")
    ResponseEntity<?> redrive(
            @RequestBody RedriveMany asked, CallConditions conditions, CallerSources own, Principal who) {
        DeadLetterFilter filter = filter(asked.filter(), own);
        Integer limit = asked.limit();
        RedriveRequest wanted = new RedriveRequest(filter, limit == null ? null : (long) limit(limit));
        if (Boolean.TRUE.equals(asked.dryRun())) {
            return ResponseEntity.ok(redriver.plan(wanted));
        }
        OperationRequest operation = new OperationRequest(
                OperationKind.REDRIVE, target(filter), JsonMapper.shared().writeValueAsString(wanted), who.getName());
        return calls.call("redrive", conditions, told -> {
            if (conditions.isPlanned()) {
                RedriveSummary plan = redriver.plan(wanted);
                told.effect("filter", filter);
                told.effect("redrives", plan.redriven());
                told.effect("notRedrivable", plan.notRedrivable());
                told.effect("left", plan.left());
            }
            return operations.start(operation, own);
        });
    }

    /** Ends before the first name that any letter may have. */
    private static String target(DeadLetterFilter filter) {
        return Stream.of(filter.source(), filter.account(), filter.stream())
                .takeWhile(Objects::nonNull)
                .collect(Collectors.joining("/"));
    }

    @PostMapping("/v1/dead-letters/{id}:discard")
    StoredDeadLetter discard(@PathVariable long id, @RequestBody DiscardOne asked, CallerSources own, Principal who) {
        String reason = reason(asked.reason());
        StoredDeadLetter letter = find(id, own);
        if (!letters.discard(id, who.getName(), reason)) {
            throw ApiProblem.conflict(
                    "letter %d is %s (expected: NEW)".formatted(id, letter.state()),
                    "nothing: it is dealt with already; the letter names who did it, and when");
        }
        return find(id, own);
    }

    /** That of another tenant is unknown, and so is one of which no source is known. */
    private StoredDeadLetter find(long id, CallerSources own) {
        return letters.find(id)
                .filter(letter -> own.include(letter.subject().source()))
                .orElseThrow(() -> unknown(id));
    }

    @PostMapping("/v1/dead-letters:discard")
    Discarded discard(@RequestBody DiscardMany asked, CallConditions conditions, CallerSources own, Principal who) {
        DeadLetterFilter filter = filter(asked.filter(), own).in(DeadLetterState.NEW);
        String reason = reason(asked.reason());
        int most = limit(asked.limit());
        if (Boolean.TRUE.equals(asked.dryRun())) {
            return new Discarded(Math.min(most, letters.count(filter, false)), true);
        }
        return calls.call("discard", conditions, told -> {
            long discarded = letters.discard(filter, most, who.getName(), reason);
            told.effect("filter", filter);
            told.effect("discards", discarded);
            return new Discarded(discarded, false);
        });
    }

    /** A tenant's caller names one of its sources: the job behind the call knows no callers. */
    private static DeadLetterFilter filter(@Nullable Chosen chosen, CallerSources own) {
        if (chosen == null) {
            throw ApiProblem.unprocessable(
                    "filter: absent (expected: a filter)", "write filter: {} to select all letters");
        }
        own.require(chosen.source());
        return chosen.filter();
    }

    private static int limit(@Nullable Integer limit) {
        return limit == null ? MAX : RequestParameters.limit(limit.toString(), MAX_AT_ONCE);
    }

    private static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.indexOf('\0') >= 0) {
            throw ApiProblem.unprocessable("reason: absent (expected: a sentence)", "say why the letter is not needed");
        }
        return reason;
    }

    private static @Nullable DeadLetterState state(@Nullable String state) {
        try {
            return state == null ? null : DeadLetterState.valueOf(state.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(
                    "state: '%s' (expected: NEW, REDRIVEN or DISCARDED)".formatted(state), "leave it out for all");
        }
    }

    private static @Nullable Instant instant(String name, @Nullable String value) {
        return value == null ? null : MicrosecondTime.toInstant(RequestParameters.position(name, value));
    }

    private static RuntimeException unknown(long id) {
        return ApiProblem.notFound("letter %d: unknown".formatted(id), "list them: GET /v1/dead-letters");
    }
}
