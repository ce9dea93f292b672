package dev.gapless.scheduler.status;

import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.costs.MiningCosts;
import dev.gapless.scheduler.costs.MiningCosts.ExceededBudget;
import dev.gapless.scheduler.objective.ObjectiveReport;
import dev.gapless.scheduler.objective.ObjectiveView;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.status.AccountHealthQueries.AccountCounts;
import dev.gapless.scheduler.status.HealthReport.AlertSeverity;
import dev.gapless.scheduler.status.HealthReport.FailedWork;
import dev.gapless.scheduler.status.HealthReport.HealthAlert;
import dev.gapless.scheduler.status.HealthReport.WaitingWork;
import dev.gapless.scheduler.status.RecordRates.RecordsPerMinute;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gathers the health of accounts and of the installation. */
final class HealthReportService {

    private static final int MOST_UNWELL = 100;
    private static final int MOST_COSTLY = 20;
    private static final String DEAD_LETTERS = "dead letters";

    private static final String WORK = """
            select count(*) filter (where state = 'OPEN') as open,
                   count(*) filter (where state = 'SCHEDULED') as scheduled,
                   count(*) filter (where state = 'FILLING') as filling,
                   count(*) filter (where state = 'STUCK') as stuck,
                   count(*) filter (where state = 'UNFILLABLE') as unfillable,
                   count(*) filter (where state in ('OPEN', 'SCHEDULED', 'FILLING') and attempts > 0) as failing
              from gap
             where state <> 'FILLED' and (cast(:source as text) is null or source = :source)
            """;

    private static final String POLLS = """
            select count(*) filter (where next_at <= :now) as due, count(*) filter (where attempts > 0) as failing
              from poll
             where (cast(:source as text) is null or source = :source)
            """;

    private record GapCounts(long open, long scheduled, long filling, long stuck, long unfillable, long failing) {}

    private record PollCounts(long due, long failing) {}

    private final JdbcClient jdbc;
    private final AccountHealthQueries accounts;
    private final StatusService status;
    private final ObjectiveReport objective;
    private final RecordRates rates;
    private final Supplier<OptionalLong> lag;
    private final SourceCatalog sources;
    private final MiningCosts costs;
    private final HealthProperties properties;
    private final DatabaseClock clock;

    /** @param lag records before the processors; empty when Kafka does not say */
    HealthReportService(
            JdbcClient jdbc,
            AccountHealthQueries accounts,
            StatusService status,
            ObjectiveReport objective,
            RecordRates rates,
            Supplier<OptionalLong> lag,
            SourceCatalog sources,
            MiningCosts costs,
            HealthProperties properties,
            DatabaseClock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.status = status;
        this.objective = objective;
        this.rates = rates;
        this.lag = lag;
        this.sources = sources;
        this.costs = costs;
        this.properties = properties;
        this.clock = clock;
    }

    /** Empty when the account is not followed. */
    Optional<AccountHealth> account(String source, String account) {
        return accounts.one(live(), source, account, clock.instant());
    }

    /**
     * The report.
     *
     * @param source null for all; records are counted for all sources together in any case
     * @param caller a tenant's is told nothing that concerns the installation
     */
    HealthReport report(@Nullable String source, CallerSources caller) throws InterruptedException {
        Instant now = clock.instant();
        Map<String, List<String>> live = live();
        AccountCounts counts = accounts.counts(live, source, now);
        List<StatusFinding> findings = findings(status.of(new StatusScope(source, null, caller)));
        List<ObjectiveView> completeness = objective.list(source);
        RecordsPerMinute perMinute = caller.limited() ? null : rates.read(now);
        OptionalLong waiting = caller.limited() ? OptionalLong.empty() : lag.get();
        GapCounts gaps = gaps(source);
        PollCounts polls = polls(source, now);
        List<HealthAlert> alerts = new ArrayList<>();
        findings.forEach(finding -> alerts.add(alert(finding)));
        completeness.stream()
                .filter(each -> each.budget().budgetLeftSeconds() < 0)
                .forEach(each -> alerts.add(missed(each)));
        records(perMinute, waiting).forEach(alerts::add);
        costs.exceeded(source, now).stream()
                .filter(each -> caller.include(each.source()))
                .limit(MOST_COSTLY)
                .forEach(each -> alerts.add(costly(each)));
        alerts.sort(Comparator.comparing(HealthAlert::severity));
        long letters = findings.stream()
                .filter(finding -> finding.kind().equals(DEAD_LETTERS))
                .mapToLong(StatusFinding::count)
                .sum();
        return new HealthReport(
                now,
                state(alerts, counts),
                counts.accounts(),
                counts.connections(),
                new WaitingWork(
                        gaps.open(),
                        gaps.scheduled(),
                        gaps.filling(),
                        polls.due(),
                        waiting.isPresent() ? waiting.getAsLong() : null),
                new FailedWork(gaps.failing(), polls.failing(), gaps.stuck(), gaps.unfillable(), letters),
                perMinute,
                completeness,
                alerts,
                accounts.worst(live, source, now, MOST_UNWELL));
    }

    private Map<String, List<String>> live() {
        Map<String, List<String>> live = new HashMap<>();
        for (Map.Entry<String, Source> source : sources.all().entrySet()) {
            live.put(
                    source.getKey(),
                    source.getValue().spec().streams().keySet().stream()
                            .filter(stream -> StatusService.capturedLive(source.getValue(), stream))
                            .toList());
        }
        return live;
    }

    private static List<StatusFinding> findings(StatusView view) {
        List<StatusFinding> all = new ArrayList<>(view.findings());
        view.sources().forEach(source -> all.addAll(source.findings()));
        return all;
    }

    private static HealthState state(List<HealthAlert> alerts, AccountCounts counts) {
        if (alerts.stream().anyMatch(alert -> alert.severity() == AlertSeverity.CRITICAL)
                || counts.accounts().getOrDefault(HealthState.UNHEALTHY, 0L) > 0) {
            return HealthState.UNHEALTHY;
        }
        return alerts.stream().anyMatch(alert -> alert.severity() == AlertSeverity.WARNING)
                        || counts.accounts().getOrDefault(HealthState.DEGRADED, 0L) > 0
                ? HealthState.DEGRADED
                : HealthState.HEALTHY;
    }

    private static HealthAlert alert(StatusFinding finding) {
        AlertSeverity severity = switch (finding.severity()) {
            case FAILING -> AlertSeverity.CRITICAL;
            case WAITING -> AlertSeverity.WARNING;
            case NOTICE -> AlertSeverity.INFO;
        };
        FindingScope scope = finding.scope();
        return new HealthAlert(
                severity,
                scope.source(),
                scope.account(),
                scope.stream(),
                "%s: %s (%d)".formatted(finding.kind(), finding.reason(), finding.count()),
                finding.remedy());
    }

    private static HealthAlert missed(ObjectiveView view) {
        return new HealthAlert(
                AlertSeverity.CRITICAL,
                view.source(),
                null,
                null,
                "the completeness objective is missed by %.0f stream-seconds"
                        .formatted(-view.budget().budgetLeftSeconds()),
                "Run: ./gapless objective, and ./gapless status %s. They show since when and why."
                        .formatted(view.source()));
    }

    private static HealthAlert costly(ExceededBudget exceeded) {
        return new HealthAlert(
                AlertSeverity.WARNING,
                exceeded.source(),
                exceeded.account(),
                null,
                "mining has cost %.2f %s today (budget %.2f)"
                        .formatted(exceeded.cost(), exceeded.currency(), exceeded.budget()),
                "Run: ./gapless costs. It tells which work costs most. Poll its streams less often, follow fewer of"
                        + " them, or raise the budget: gapless.scheduler.costs.");
    }

    private List<HealthAlert> records(@Nullable RecordsPerMinute perMinute, OptionalLong waiting) {
        List<HealthAlert> alerts = new ArrayList<>();
        if (waiting.isPresent() && waiting.getAsLong() > properties.maxWaitingRecords()) {
            alerts.add(general(
                    AlertSeverity.WARNING,
                    "%d captured records wait before the processors (limit %d)"
                            .formatted(waiting.getAsLong(), properties.maxWaitingRecords()),
                    "Start more processors, up to the partitions of the captured topics."));
        }
        if (perMinute != null && perMinute.live() + perMinute.backfill() < properties.minRecordsPerMinute()) {
            alerts.add(general(
                    AlertSeverity.CRITICAL,
                    "%d records were captured in the last minute (expected: at least %d)"
                            .formatted(perMinute.live() + perMinute.backfill(), properties.minRecordsPerMinute()),
                    "Run: ./gapless stops, and ./gapless status. They show what holds captures or miners."));
        }
        return alerts;
    }

    private static HealthAlert general(AlertSeverity severity, String message, String action) {
        return new HealthAlert(severity, null, null, null, message, action);
    }

    private GapCounts gaps(@Nullable String source) {
        return jdbc.sql(WORK)
                .param("source", source)
                .query((row, number) -> new GapCounts(
                        row.getLong("open"),
                        row.getLong("scheduled"),
                        row.getLong("filling"),
                        row.getLong("stuck"),
                        row.getLong("unfillable"),
                        row.getLong("failing")))
                .single();
    }

    private PollCounts polls(@Nullable String source, Instant now) {
        return jdbc.sql(POLLS)
                .param("source", source)
                .param("now", InstantParameters.of(now))
                .query((row, number) -> new PollCounts(row.getLong("due"), row.getLong("failing")))
                .single();
    }
}
