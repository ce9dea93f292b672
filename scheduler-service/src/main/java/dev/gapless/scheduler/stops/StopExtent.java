package dev.gapless.scheduler.stops;

import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.platform.dryrun.CallEffects;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How much a stop holds: for dry runs, and for the safety rules. */
final class StopExtent {

    private static final String GAPS_DUE = "gapsDueWithinADay";
    private static final String STOPPED_SOURCES = "stoppedSourcesPercent";
    private static final Duration SOON = Duration.ofDays(1);

    /** Of fewer sources a share says nothing. */
    private static final int LEAST_SOURCES = 4;

    private static final String IN_SCOPE = """
               and (cast(:source as text) is null or source = :source)
               and (cast(:account as text) is null or account = :account)
            """;

    private final JdbcClient jdbc;
    private final StopLedger stops;
    private final DatabaseClock clock;

    StopExtent(JdbcClient jdbc, StopLedger stops, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.stops = stops;
        this.clock = clock;
    }

    /** What a stop that was just begun or ended in the present transaction holds. */
    void tell(StopScope scope, StopLevel level, CallEffects told) {
        told.effect("scope", scope.kind().name());
        told.effect("level", level.name());
        told.effect("source", scope.source());
        told.effect("account", scope.account());
        told.effect("stream", scope.stream());
        told.effect("accounts", accounts(scope));
    }

    /** Stops that hold beside one that was just begun. */
    void tellOthers(String begun, CallerSources own, CallEffects told) {
        List<String> others = stops.active().stream()
                .filter(stop -> stop.isSeenBy(own))
                .map(StopRow::id)
                .filter(id -> !id.equals(begun))
                .sorted()
                .toList();
        told.effect("otherStops", others);
    }

    /** Of a tenant's sources no share is told: they may be few. */
    void tellFigures(StopScope begun, CallerSources own, CallEffects told) {
        tellGaps(begun, told);
        if (own.limited() || begun.kind() != ScopeKind.SOURCE || !told.needs(STOPPED_SOURCES)) {
            return;
        }
        long sources = count("select count(*) from source where removed_at is null");
        if (sources >= LEAST_SOURCES) {
            long stopped = stops.active().stream()
                    .filter(stop -> stop.scope().kind() == ScopeKind.SOURCE)
                    .flatMap(stop -> Optional.ofNullable(stop.scope().source()).stream())
                    .distinct()
                    .count();
            told.figure(STOPPED_SOURCES, 100.0 * stopped / sources);
        }
    }

    void tellGaps(StopScope scope, CallEffects told) {
        if (told.needs(GAPS_DUE)) {
            told.figure(GAPS_DUE, (double) gapsDueSoon(scope));
        }
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private long accounts(StopScope scope) {
        return jdbc.sql("select count(*) from account where deleted_at is null" + "\n" + IN_SCOPE)
                .param("source", scope.source())
                .param("account", scope.account())
                .query(Long.class)
                .single();
    }

    private long gapsDueSoon(StopScope scope) {
        return jdbc.sql("select count(*) from gap where state not in ('FILLED', 'UNFILLABLE') and deadline < :soon\n"
                        + IN_SCOPE + "   and (cast(:stream as text) is null or stream = :stream)")
                .param("soon", InstantParameters.of(clock.instant().plus(SOON)))
                .param("source", scope.source())
                .param("account", scope.account())
                .param("stream", scope.stream())
                .query(Long.class)
                .single();
    }
}
