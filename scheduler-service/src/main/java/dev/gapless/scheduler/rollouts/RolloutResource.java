package dev.gapless.scheduler.rollouts;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.CallEffects;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import dev.gapless.scheduler.time.DatabaseClock;
import java.security.Principal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Opens doors of sources for a part of their accounts. What is set is in the query, so the audit log has it. */
@RestController
class RolloutResource {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutResource.class);
    private static final int MAX_REASON = 500;

    private final RolloutFlagRepository flags;
    private final RolloutAccounts accounts;
    private final SourceCatalog sources;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    RolloutResource(
            RolloutFlagRepository flags,
            RolloutAccounts accounts,
            SourceCatalog sources,
            PlannedCalls calls,
            DatabaseClock clock) {
        this.flags = flags;
        this.accounts = accounts;
        this.sources = sources;
        this.calls = calls;
        this.clock = clock;
    }

    /** Those that were set. All other doors are open for all accounts. */
    @GetMapping("/v1/flags")
    List<RolloutView> list(CallerSources own) {
        Set<String> known = Set.copyOf(sources.names());
        return flags.findAll().stream()
                .filter(flag -> known.contains(flag.key().source())
                        && own.include(flag.key().source()))
                .map(flag -> RolloutView.of(flag, accounts))
                .sorted(Comparator.comparing(RolloutView::source).thenComparing(RolloutView::door))
                .toList();
    }

    @GetMapping("/v1/flags/{source}/{door}")
    RolloutView find(@PathVariable String source, @PathVariable String door) {
        return RolloutView.of(require(requireKnown(source, door)), accounts);
    }

    /**
     * From now on, for accounts that are there and those to come.
     *
     * @param percent of the accounts that go through the door, 0 to 100
     * @param version of the flag that this replaces; any unless it is given
     */
    @PutMapping("/v1/flags/{source}/{door}")
    RolloutView set(
            @PathVariable String source,
            @PathVariable String door,
            @RequestParam int percent,
            @RequestParam String reason,
            @RequestParam(required = false) @Nullable Long version,
            CallConditions asked,
            Principal caller) {
        RolloutKey key = requireKnown(source, door);
        requireFitting(percent, reason);
        RolloutView set;
        try {
            set = calls.call("set-flag", asked, told -> {
                RolloutFlag before = flags.findById(key).orElse(null);
                requireVersion(version, before);
                tell(told, key, before, percent);
                RolloutFlag changed = before == null
                        ? new RolloutFlag(key, percent, reason, clock.instant(), caller.getName())
                        : before;
                moved(key, percentOf(before), percent);
                changed.change(percent, reason, clock.instant(), caller.getName());
                return RolloutView.of(flags.saveAndFlush(changed), accounts);
            });
        } catch (OptimisticLockingFailureException | DataIntegrityViolationException e) {
            throw changedMeanwhile();
        }
        LOG.info("flag-set source={} door={} percent={} by={}", source, door, percent, caller.getName());
        return set;
    }

    /** The door is open for all accounts again. */
    @DeleteMapping("/v1/flags/{source}/{door}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String source, @PathVariable String door, CallConditions asked, Principal caller) {
        RolloutKey key = requireKnown(source, door);
        calls.run("remove-flag", asked, told -> {
            RolloutFlag before = require(key);
            tell(told, key, before, RolloutFlag.ALL);
            moved(key, before.percent(), RolloutFlag.ALL);
            flags.delete(before);
            flags.flush();
        });
        LOG.info("flag-removed source={} door={} by={}", source, door, caller.getName());
    }

    private void tell(CallEffects told, RolloutKey key, @Nullable RolloutFlag before, int percent) {
        told.effect("source", key.source());
        told.effect("door", key.door().publicName());
        told.effect("before", percentOf(before));
        told.effect("percent", percent);
        told.figure("openAccounts", (double) accounts.within(key.source(), percent));
        told.figure("openAccountsBefore", (double) accounts.within(key.source(), percentOf(before)));
    }

    /** What is to be mined is read at each look of the dispatcher. */
    private void moved(RolloutKey key, int before, int percent) {
        if (key.door() == SourceDoor.LIVE) {
            accounts.liveMoved(key.source(), before, percent);
        }
    }

    private static int percentOf(@Nullable RolloutFlag flag) {
        return flag == null ? RolloutFlag.ALL : flag.percent();
    }

    private static void requireFitting(int percent, String reason) {
        if (percent < 0 || percent > RolloutFlag.ALL) {
            throw ApiProblem.unprocessable(
                    "percent: %d (expected: 0 to %d)".formatted(percent, RolloutFlag.ALL),
                    "0 closes the door to all accounts, and %d opens it to all.".formatted(RolloutFlag.ALL));
        }
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw ApiProblem.unprocessable(
                    "reason: %d characters (expected: 1 to %d)"
                            .formatted(reason.strip().length(), MAX_REASON),
                    "Say why, for other operators.");
        }
    }

    private static void requireVersion(@Nullable Long wanted, @Nullable RolloutFlag before) {
        if (wanted != null && (before == null || before.version() != wanted)) {
            throw changedMeanwhile();
        }
    }

    private static ErrorResponseException changedMeanwhile() {
        return ApiProblem.conflict(
                "version: not that of the flag (expected: the one that was read)",
                "Another caller has changed it. Read it again.");
    }

    private RolloutFlag require(RolloutKey key) {
        return flags.findById(key)
                .orElseThrow(() -> ApiProblem.notFound(
                        "flag: %s/%s (expected: one that was set)"
                                .formatted(key.source(), key.door().publicName()),
                        "GET /v1/flags lists them. This door is open for all accounts."));
    }

    private RolloutKey requireKnown(String source, String door) {
        if (!sources.names().contains(source)) {
            throw UnknownSource.refusal(source, sources.names());
        }
        SourceDoor known = SourceDoor.of(door)
                .orElseThrow(() -> ApiProblem.notFound(
                        "door: %s (expected: one of %s)"
                                .formatted(
                                        door,
                                        Arrays.stream(SourceDoor.values())
                                                .map(SourceDoor::publicName)
                                                .toList()),
                        "The live door is an account's connection, and history is its listings."));
        return new RolloutKey(source, known);
    }
}
