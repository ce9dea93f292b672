package dev.gapless.scheduler.status;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.text.NameSuggestion;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The health of the installation and of single accounts. */
@RestController
class HealthResource {

    private final HealthReportService health;
    private final StatusQueries queries;
    private final SourceCatalog sources;

    HealthResource(HealthReportService health, StatusQueries queries, SourceCatalog sources) {
        this.health = health;
        this.queries = queries;
        this.sources = sources;
    }

    @GetMapping("/v1/health-report")
    HealthReport report(@RequestParam(required = false) @Nullable String source, CallerSources own)
            throws InterruptedException {
        if (source != null) {
            requireSource(source);
        }
        return health.report(source, own);
    }

    @GetMapping("/v1/accounts/{source}/{account}/health")
    AccountHealth account(@PathVariable String source, @PathVariable String account) {
        requireSource(source);
        return health.account(source, account)
                .orElseThrow(() -> ApiProblem.notFound(
                        "account: %s/%s (expected: one that is followed)".formatted(source, account),
                        "Those that are there: ./gapless account list %s.".formatted(source)
                                + NameSuggestion.question(account, queries.names(source))));
    }

    private void requireSource(String source) {
        if (!sources.names().contains(source)) {
            throw UnknownSource.refusal(source, sources.names());
        }
    }
}
